#include <doctest/doctest.h>
#include <signal.h>

#include <string>

#include "support/gateway_api.hpp"
#include "support/sse_reader.hpp"

using namespace gateway::tests;

namespace {

// Fills the ring with 24 MB, which no pair of socket buffers swallows.
void fill(const gateway_process& gateway) {
    http_client client(gateway.http());
    const std::string body(1'000'000, 'x');
    for (int i = 0; i < 24; ++i) {
        REQUIRE(client.request("POST", "/api/v1/events", {}, body).status == 201);
    }
}

// A connection whose answer is on its way and can't be finished, as nobody reads it.
http_client stalled_answer(const gateway_process& gateway) {
    http_client client(gateway.http());
    client.send_request("GET", "/api/v1/events?format=ndjson");
    REQUIRE(client.receive());
    return client;
}

} // namespace

TEST_CASE("stop: SIGTERM and SIGINT end it with 0") {
    for (const int signal : {SIGTERM, SIGINT}) {
        gateway_process gateway;
        gateway.send("hello");
        REQUIRE(wait_stored(gateway, 1));
        gateway.process().send_signal(signal);
        CHECK(gateway.process().wait_exit() == 0);
        CHECK(gateway.process().out().ends_with("ready\n"));
    }
}

TEST_CASE("stop: live streams are ended as their framing asks for") {
    gateway_process gateway;
    sse_reader first(gateway.http(), "/api/v1/stream");
    sse_reader second(gateway.http(), "/api/v1/stream?after=0");
    gateway.send("before the end");
    REQUIRE(first.next());
    REQUIRE(second.next());
    gateway.process().send_signal(SIGTERM);
    CHECK_FALSE(first.next());
    CHECK_FALSE(second.next());
    CHECK(first.ended_properly());
    CHECK(second.ended_properly());
    CHECK(gateway.process().wait_exit() == 0);
}

TEST_CASE("stop: idle connections do not hold it up") {
    gateway_process gateway;
    http_client idle(gateway.http()), used(gateway.http()), half(gateway.http());
    REQUIRE(used.get("/livez").status == 200);
    half.send("GET / HTTP/1.1\r\nHo");
    REQUIRE(gateway.get("/livez").status == 200); // everything before has been read
    const auto took = time_of([&] { CHECK(gateway.stop() == 0); });
    CHECK(took < 4s * slowness);
    CHECK(idle.closed_by_peer());
    CHECK(used.closed_by_peer());
}

TEST_CASE("stop: an answer in flight is finished") {
    gateway_process gateway;
    fill(gateway);
    http_client client = stalled_answer(gateway);
    gateway.process().send_signal(SIGTERM);
    const auto response = client.read();
    CHECK(response.status == 200);
    CHECK(std::count(response.body.begin(), response.body.end(), '\n') == 24);
    CHECK(response.body.ends_with("}\n"));
    CHECK(gateway.process().wait_exit() == 0);
}

TEST_CASE("stop: a body on its way is still taken") {
    gateway_process gateway;
    sse_reader stream(gateway.http(), "/api/v1/stream");
    http_client client(gateway.http());
    client.send_request("POST", "/api/v1/events", "Content-Length: 10\r\n");
    client.send("first");
    REQUIRE(gateway.get("/livez").status == 200); // everything before has been read
    gateway.process().send_signal(SIGTERM);
    CHECK_FALSE(stream.next()); // the end has begun
    client.send("-last");
    CHECK(client.read().status == 201);
    CHECK(client.closed_by_peer());
    CHECK(gateway.process().wait_exit() == 0);
}

TEST_CASE("stop: nobody new is accepted while an answer is finished") {
    gateway_process gateway;
    fill(gateway);
    const http_client client = stalled_answer(gateway);
    gateway.process().send_signal(SIGTERM);
    const auto refused = [&] {
        try {
            http_client late(gateway.http(), 1s);
            return false;
        } catch (const std::exception&) {
            return true;
        }
    };
    CHECK(eventually(refused, 4s));
}

TEST_CASE("stop: an answer that nobody reads holds it up for five seconds at most") {
    gateway_process gateway;
    fill(gateway);
    const http_client client = stalled_answer(gateway);
    const auto took = time_of([&] { CHECK(gateway.stop() == 0); });
    CHECK(took < 8s * slowness);
}

TEST_CASE("stop: a second signal ends it at once") {
    gateway_process gateway;
    fill(gateway);
    const http_client client = stalled_answer(gateway);
    gateway.process().send_signal(SIGTERM);
    REQUIRE_FALSE(gateway.process().wait_exit(300ms));
    const auto took = time_of([&] {
        gateway.process().send_signal(SIGINT);
        CHECK(gateway.process().wait_exit());
    });
    CHECK(took < 3s);
}

TEST_CASE("stop: datagrams of a flood do not keep it from ending") {
    gateway_process gateway;
    child_process flood({{binary_path("SENDER_BINARY"), "--quiet", "--duration", "3s",
                          gateway.udp().text(), "flood"},
                         {},
                         {}});
    REQUIRE(wait_stored(gateway, 1000));
    const auto took = time_of([&] { CHECK(gateway.stop() == 0); });
    CHECK(took < 4s * slowness);
}
