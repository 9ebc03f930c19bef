// What becomes of commands when the gateway ends.
#include <doctest/doctest.h>
#include <signal.h>

#include "support/sleepers.hpp"

using namespace gateway::tests;

TEST_CASE("run: commands are ended when the gateway stops, and their answers say how") {
    sleepers s;
    http_client client = s.begin("group");
    body_decoder decoder(parse_head("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
                         false);
    REQUIRE(s.wait_for(3));
    s.gateway.process().send_signal(SIGTERM);
    std::string body;
    for (decoder.feed(client.buffer(), body); !decoder.done();
         decoder.feed(client.buffer(), body)) {
        REQUIRE(client.receive());
    }
    CHECK(body == "begun\n");
    CHECK(decoder.trailers() == "Exit-Status: signal 15\r\n");
    CHECK(s.gateway.process().wait_exit() == 0);
    CHECK(processes_with(s.word).empty());
}

TEST_CASE(
    "run: who ignores SIGTERM does not hold up the stop for longer than it takes to kill it") {
    sleepers s;
    const http_client client = s.begin("stubborn");
    http_client left[] = {s.begin("stubborn"), s.begin("stubborn"), s.begin("stubborn")};
    REQUIRE(s.wait_for(12));
    for (http_client& c : left) c.close(); // several are over at the same moment
    const auto took = time_of([&] { CHECK(s.gateway.stop() == 0); });
    CHECK(took >= 1900ms);
    CHECK(took < 5s * slowness);
    CHECK(processes_with(s.word).empty());
}

TEST_CASE("run: a second signal ends the gateway at once, and what it has started") {
    sleepers s;
    const http_client client = s.begin("stubborn");
    REQUIRE(s.wait_for(3));
    s.gateway.process().send_signal(SIGTERM);
    REQUIRE(s.gateway.process().wait_output([](const auto&, const std::string& log) {
        return log.find("stopping") != std::string::npos;
    }));
    const auto took = time_of([&] {
        s.gateway.process().send_signal(SIGINT);
        CHECK(s.gateway.process().wait_exit() == 128 + SIGINT);
    });
    CHECK(took < 1500ms * slowness);
    CHECK(s.none_left());
}

TEST_CASE("run: SIGKILL for the gateway leaves nothing behind either") {
    sleepers s;
    const http_client one = s.begin("group"), two = s.begin("stubborn"), three = s.begin("daemon");
    REQUIRE(s.wait_for(12));
    s.gateway.process().send_signal(SIGKILL);
    CHECK(s.gateway.process().wait_exit() == 128 + SIGKILL);
    CHECK(s.none_left());
}
