// How commands end: with their clients, at their time, with the gateway.
#include <doctest/doctest.h>

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/sleepers.hpp"

using namespace gateway::tests;

namespace {

using departure = std::function<void(http_client&)>;
const std::vector<std::pair<const char*, departure>> departures{
    {"FIN", [](http_client& c) { c.end_sending(); }},
    {"RST", [](http_client& c) { c.reset(); }},
    {"close", [](http_client& c) { c.close(); }},
};

} // namespace

TEST_CASE("run: the whole group ends with its client, however that leaves") {
    sleepers s;
    std::uint64_t left = 0;
    for (const auto& [how, leave] : departures) {
        CAPTURE(how);
        for (const std::string name : {"group", "yes", "stopped"}) {
            CAPTURE(name);
            http_client client = s.begin(name);
            if (name == "group") REQUIRE(s.wait_for(3));
            leave(client);
            CHECK(s.all_cleared());
            CHECK(stats_of(s.gateway)["/commands/left"] == ++left);
        }
    }
    CHECK(stats_of(s.gateway)["/http/left"] == left);
    CHECK(s.gateway.stop() == 0);
    CHECK(s.gateway.process().err().find("499 GET /run/group: the client went away; ended after") !=
          std::string::npos);
}

TEST_CASE("run: what a command has started ends within 50 ms of its client's departure") {
    sleepers s;
    for (const auto& [how, leave] : departures) {
        milliseconds best = 10s;
        for (int i = 0; i < 20 && best >= 50ms; ++i) { // another program may have the processor
            http_client client = s.begin("group");
            REQUIRE(s.wait_for(3));
            leave(client);
            best = std::min(best, time_of([&] { REQUIRE(s.wait_for(0)); }));
        }
        MESSAGE(how, ": ", best.count(), " ms");
        CHECK(best < 50ms * slowness);
    }
}

TEST_CASE("run: who ignores SIGTERM is killed two seconds later") {
    sleepers s;
    http_client client = s.begin("stubborn");
    REQUIRE(s.wait_for(3));
    client.close();
    const auto took = time_of([&] { CHECK(s.all_cleared()); });
    CHECK(took >= 1900ms);
    CHECK(took < 4s * slowness);
}

TEST_CASE("run: who has left the process group ends as well") {
    sleepers s;
    http_client client = s.begin("daemon");
    REQUIRE(s.wait_for(6));
    client.close();
    CHECK(s.all_cleared());
}

TEST_CASE("run: the answer ends with the command, whoever holds its output open") {
    sleepers s;
    for (const std::string name : {"left", "deaf"}) {
        CAPTURE(name);
        const auto took = time_of([&] {
            const auto answer = s.gateway.get("/run/" + name);
            CHECK(answer.body == "begun\n");
            CHECK(answer.trailers == "Exit-Status: 0\r\n");
        });
        CHECK(took < 1500ms * slowness);
        CHECK(s.all_cleared());
    }
    CHECK(stats_of(s.gateway)["/commands/left"] == 0);
}

TEST_CASE("run: a command whose time is over is ended, and the trailer says so") {
    sleepers s;
    CHECK(s.gateway.get("/run/short").trailers == "Exit-Status: timeout\r\n");
    const auto answer = s.gateway.get("/run/obstinate");
    CHECK(answer.body == "begun\n");
    CHECK(answer.trailers == "Exit-Status: timeout\r\n");
    CHECK(s.all_cleared());
}

TEST_CASE("run: output is sent as it comes") {
    sleepers s;
    http_client client = s.begin("ticks");
    body_decoder decoder(parse_head("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
                         false);
    std::string body;
    std::size_t parts = 0;
    while (body.size() < 5 * 5) { // five ticks: each of them on its own
        const std::size_t before = body.size();
        decoder.feed(client.buffer(), body);
        if (body.size() != before) ++parts;
        if (body.size() < 5 * 5) REQUIRE(client.receive());
    }
    CHECK(parts >= 4);
    client.close();
    CHECK(s.all_cleared());
}

TEST_CASE("run: a client that does not read stops the command and costs no memory") {
    sleepers s;
    http_client client = s.begin("yes");
    const std::size_t before = s.gateway.rss();
    const auto used = [&] { return cpu_ms_of(processes_with(s.word).at(0)); };
    double last = -1;
    CHECK(eventually([&] { // all buffers are full
        const double now = used();
        const bool still = now == last;
        last = now;
        std::this_thread::sleep_for(20ms);
        return still;
    }));
    if (!sanitized) CHECK(s.gateway.rss() < before + (1 << 20));
    client.close(); // with unread bytes: a reset
    CHECK(s.all_cleared());
}

TEST_CASE("run: a departure is seen behind requests that nobody has read yet") {
    sleepers s;
    for (const auto& [how, leave] : departures) {
        CAPTURE(how);
        http_client client = s.begin("group");
        for (int i = 0; i < 500; ++i) client.send_request("GET", "/livez", "X: 12345678\r\n");
        REQUIRE(s.wait_for(3));
        leave(client);
        CHECK(s.all_cleared());
    }
}

TEST_CASE("run: at most so many at once, those that are being ended included") {
    sleepers s({"--max-commands", "4"});
    std::deque<http_client> clients;
    int begun = 0, refused = 0;
    for (int i = 0; i < 20; ++i) {
        http_client& client = clients.emplace_back(s.gateway.http());
        client.send_request("GET", "/run/stubborn", "Accept: application/json\r\n");
        const auto head = client.read_head();
        head.status == 200 ? ++begun : ++refused;
        if (head.status == 200) continue;
        CHECK(head.status == 503);
        CHECK(head.header("Retry-After") == "2");
    }
    CHECK(begun == 4);
    CHECK(refused == 16);
    CHECK(stats_of(s.gateway)["/commands/running"] == 4);
    REQUIRE(s.wait_for(12));
    clients.clear();
    CHECK(s.gateway.get("/run/stubborn").status == 503);
    CHECK(s.all_cleared());
    s.begin("group").close();
    CHECK(s.all_cleared());
}

TEST_CASE("run: clients that come and leave by the hundred are told of in a few lines") {
    sleepers s;
    for (int i = 0; i < 100; ++i) {
        s.begin("ticks").close();
        REQUIRE(eventually([&] { return stats_of(s.gateway)["/commands/running"] == 0; }));
    }
    CHECK(stats_of(s.gateway)["/commands/left"] == 100);
    CHECK(s.gateway.stop() == 0);
    std::size_t lines = 0, told = 0;
    for (const std::string& line : lines_of(s.gateway.process().err())) {
        if (line.find(" 499") == std::string::npos) continue;
        ++lines;
        const std::size_t more = line.find("499: ");
        told += more == std::string::npos ? 1 : std::stoul(line.substr(more + 5));
    }
    CHECK(told == 100);
    CHECK(lines < 50);
}
