#include <doctest/doctest.h>

#include <string>
#include <thread>

#include "support/gateway_api.hpp"

using namespace gateway::tests;

namespace {

// The whole answer to `bytes`, after which the gateway has to close the connection.
int refused_with(const gateway_process& gateway, const std::string& bytes) {
    http_client client(gateway.http());
    client.send(bytes);
    const int status = client.read().status;
    CHECK(client.closed_by_peer());
    CHECK(gateway.get("/livez").status == 200); // nobody else is affected
    return status;
}

int answered_with(const gateway_process& gateway, const std::string& bytes) {
    http_client client(gateway.http());
    client.send(bytes);
    return client.read().status;
}

std::string with_headers(std::size_t count, std::size_t value_size) {
    std::string request = "GET /livez HTTP/1.1\r\nHost: localhost\r\n";
    for (std::size_t i = 0; i < count; ++i) {
        request += "X-" + std::to_string(i) + ": " + std::string(value_size, 'v') + "\r\n";
    }
    return request + "\r\n";
}

std::string with_target(std::size_t size) {
    return "GET /" + std::string(size - 1, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

} // namespace

TEST_CASE("limits: a request line of 8 KiB is read and a longer one gets 414") {
    gateway_process gateway;
    CHECK(answered_with(gateway, with_target(8192 - 32)) == 404);
    CHECK(refused_with(gateway, with_target(8192 + 1)) == 414);
    CHECK(refused_with(gateway, with_target(1'000'000)) == 414);
    CHECK(refused_with(gateway, "GET /" + std::string(20'000, 'a')) == 414); // and no end
    CHECK(refused_with(gateway, std::string(20'000, 'A')) == 501); // no method is that long
}

TEST_CASE("limits: headers of 32 KiB are read and larger ones get 431") {
    gateway_process gateway;
    CHECK(answered_with(gateway, with_headers(31, 1000)) == 200);
    CHECK(answered_with(gateway, with_headers(1, 32'000)) == 200);
    CHECK(refused_with(gateway, with_headers(34, 1000)) == 431);
    CHECK(refused_with(gateway, with_headers(1, 33'000)) == 431);
    CHECK(refused_with(gateway, "GET / HTTP/1.1\r\nX: " + std::string(100'000, 'v')) == 431);
}

TEST_CASE("limits: a hundred header lines are read and one more gets 431") {
    gateway_process gateway;
    CHECK(answered_with(gateway, with_headers(99, 1)) == 200);
    CHECK(refused_with(gateway, with_headers(100, 1)) == 431);
    CHECK(refused_with(gateway, with_headers(5000, 0)) == 431);
}

TEST_CASE("limits: a head that does not come gets 408") {
    gateway_process gateway({"--header-timeout", "300ms"});
    http_client client(gateway.http());
    client.send("GET / HTTP/1.1\r\nHost: loc");
    const auto took = time_of([&] { CHECK(client.read().status == 408); });
    CHECK(took >= 200ms);
    CHECK(took < 5s * slowness);
    CHECK(client.closed_by_peer());
}

TEST_CASE("limits: a head that comes in drops gets 408 all the same") {
    gateway_process gateway({"--header-timeout", "500ms"});
    http_client client(gateway.http(), 50ms);
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n");
    const auto next_drop = [&] {
        try {
            client.send("X: y\r\n");
            return client.receive(); // waits 50 ms
        } catch (const std::exception&) {
            return false;
        }
    };
    CHECK(eventually(next_drop, 10s));
    CHECK(client.buffer().starts_with("HTTP/1.1 408 "));
}

TEST_CASE("limits: a body that does not come gets 408") {
    gateway_process gateway({"--body-timeout", "300ms"});
    http_client client(gateway.http());
    client.send_request("POST", "/api/v1/events", "Content-Length: 10\r\n");
    client.send("half");
    const auto took = time_of([&] { CHECK(client.read().status == 408); });
    CHECK(took >= 200ms);
    CHECK(took < 5s * slowness);
    CHECK(client.closed_by_peer());
    CHECK(stats_of(gateway)["/ring/stored"] == 0);
}

TEST_CASE("limits: a body that comes in drops gets 408 all the same") {
    gateway_process gateway({"--body-timeout", "500ms"});
    for (const std::string framing :
         {"Content-Length: 1000000\r\n", "Transfer-Encoding: chunked\r\n"}) {
        http_client client(gateway.http(), 50ms);
        client.send_request("POST", "/api/v1/events", framing);
        const auto next_drop = [&] {
            try {
                client.send("1\r\nx\r\n");
                return client.receive(); // waits 50 ms
            } catch (const std::exception&) {
                return false;
            }
        };
        CHECK(eventually(next_drop, 10s));
        CHECK(client.buffer().starts_with("HTTP/1.1 408 "));
    }
    CHECK(stats_of(gateway)["/ring/stored"] == 0);
}

TEST_CASE("limits: an idle connection is closed without a word") {
    gateway_process gateway({"--idle-timeout", "300ms"});
    http_client used(gateway.http()), silent(gateway.http());
    CHECK(used.get("/livez").status == 200);
    const auto took = time_of([&] { CHECK(used.closed_by_peer()); });
    CHECK(took >= 200ms);
    CHECK(took < 5s * slowness);
    CHECK(silent.closed_by_peer());
}

TEST_CASE("limits: the idle timeout does not end a stream") {
    gateway_process gateway({"--idle-timeout", "300ms", "--header-timeout", "300ms"});
    http_client stream(gateway.http());
    stream.send_request("GET", "/api/v1/stream");
    REQUIRE(stream.read_head().status == 200);
    http_client idle(gateway.http());
    CHECK(idle.closed_by_peer()); // the sweep has been round
    gateway.send("still here");
    while (stream.buffer().find("still here") == std::string::npos) REQUIRE(stream.receive());
    CHECK(stream.buffer().find("\"data\":\"still here\"") != std::string::npos);
}

TEST_CASE("limits: a refusal reaches a client that is still sending") {
    gateway_process gateway({"--max-body", "1KiB"});
    http_client client(gateway.http());
    client.send_request("POST", "/api/v1/events", "Content-Length: 50000000\r\n");
    const std::string part(100'000, 'x');
    try {
        for (int i = 0; i < 50; ++i) client.send(part);
    } catch (const std::exception&) {
        // closed on us; the answer has to be readable nevertheless
    }
    CHECK(client.read().status == 413);
}
