#include <doctest/doctest.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <thread>
#include <vector>

#include "support/gateway_api.hpp"

using namespace gateway::tests;

namespace {

const std::string host = "Host: localhost\r\n";

// How the other side has ended the connection, behind all that it sent: 0 for its proper end, else
// an errno; and what it sent.
struct ending {
    std::string bytes;
    int error = 0;
};

ending read_to_end(const http_client& client) {
    ending e;
    std::string part(65'536, '\0');
    for (;;) {
        const ssize_t size = ::recv(client.fd(), part.data(), part.size(), 0);
        if (size < 0) e.error = errno;
        if (size <= 0) return e;
        e.bytes.append(part, 0, static_cast<std::size_t>(size));
    }
}

// A client that goes on sending for a while, whatever comes back, and reads only then.
ending sent_on(const gateway_process& gateway, const std::string& request) {
    http_client client(gateway.http());
    client.send(request);
    const std::string more(10'000, 'x');
    for (int i = 0; i < 50; ++i) {
        CHECK_NOTHROW(client.send(more)); // a reset would be EPIPE here
        std::this_thread::sleep_for(2ms);
    }
    client.end_sending();
    return read_to_end(client);
}

} // namespace

TEST_CASE("ending: who is still sending reads the last answer and an end without a reset") {
    gateway_process gateway;
    const std::string large = "Content-Length: 99999999\r\n\r\n";
    const std::vector<std::pair<std::string, std::string>> table{
        {"POST /api/v1/events HTTP/1.1\r\n" + host + large, "413"},
        {"POST /none HTTP/1.1\r\n" + host + "Content-Length: 900000\r\n\r\n", "404"},
        {"PUT /livez HTTP/1.1\r\n" + host + "Content-Length: 900000\r\n\r\n", "405"},
        {"POST /api/v1/events HTTP/1.1\r\n" + host + "Origin: null\r\nContent-Length: 9000\r\n\r\n",
         "403"},
        {"GET /livez HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", "200"},
        {"GET /livez HTTP/1.0\r\n\r\n", "200"},
        {"BREW / HTTP/1.1\r\n" + host + "\r\n", "501"},
        {"GET /" + std::string(9000, 'a'), "414"},
        {"\x16\x03\x01", "400"},
    };
    for (const auto& [request, status] : table) {
        CAPTURE(request);
        const ending e = sent_on(gateway, request);
        CHECK(e.error == 0);
        CHECK(e.bytes.starts_with("HTTP/1.1 " + status + " "));
        CHECK(e.bytes.find("\r\nConnection: close\r\n") != std::string::npos);
        CHECK(e.bytes.find("HTTP/1.1", 1) == std::string::npos); // and nothing else
    }
}

TEST_CASE("ending: a client that never ends its side is not waited for") {
    gateway_process gateway;
    std::vector<std::unique_ptr<http_client>> open;
    for (const std::string request :
         {"GET /livez HTTP/1.0\r\n\r\n", "BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n"}) {
        open.push_back(std::make_unique<http_client>(gateway.http()));
        open.back()->send(request);
        open.back()->read();
        CHECK(open.back()->closed_by_peer()); // its half
    }
    CHECK(eventually([&] { return stats_of(gateway)["/http/open_connections"] == 1; }, 8s));
}

TEST_CASE("ending: the end of the gateway does not wait for it either") {
    gateway_process gateway;
    http_client open(gateway.http());
    open.send("GET /livez HTTP/1.0\r\n\r\n");
    CHECK(open.read().status == 200);
    CHECK(open.closed_by_peer());
    const auto took = time_of([&] { CHECK(gateway.stop() == 0); });
    CHECK(took < 1500ms * slowness);
}

TEST_CASE("ending: 100 Continue comes before the body, once, and not in vain") {
    gateway_process gateway;
    const std::string expects = "Expect: 100-continue\r\n";
    for (const std::string& framing :
         std::vector<std::string>{"Content-Length: 2\r\n", "Transfer-Encoding: chunked\r\n"}) {
        http_client client(gateway.http());
        client.send_request("POST", "/api/v1/events", expects + framing);
        const auto interim = client.read_head();
        CHECK(interim.status == 100);
        CHECK(interim.headers.empty());
        client.send(framing.starts_with("C") ? "hi" : "2\r\nhi\r\n0\r\n\r\n");
        CHECK(client.read().status == 201);
        CHECK(client.get("/livez").status == 200);
    }
    // What the head alone decides is said instead, and the connection is not left in doubt.
    const std::vector<std::pair<std::string, int>> table{
        {"POST /none HTTP/1.1\r\n" + host + expects + "Content-Length: 2\r\n\r\n", 404},
        {"DELETE / HTTP/1.1\r\n" + host + expects + "Content-Length: 2\r\n\r\n", 405},
        {"POST /api/v1/events HTTP/1.1\r\n" + host + expects +
             "Origin: null\r\nContent-Length: 2\r\n\r\n",
         403},
        {"POST /api/v1/events HTTP/1.1\r\n" + host + expects + "Content-Length: 99999999\r\n\r\n",
         413},
        {"POST /api/v1/events HTTP/1.1\r\nHost: elsewhere\r\n" + expects +
             "Content-Length: 2\r\n\r\n",
         421},
    };
    for (const auto& [request, status] : table) {
        CAPTURE(request);
        http_client client(gateway.http());
        client.send(request);
        const auto answer = client.read();
        CHECK(answer.status == status);
        CHECK(answer.header("Connection") == "close");
        CHECK(client.closed_by_peer());
    }
    // To HTTP/1.0 it is never said.
    http_client old(gateway.http());
    old.send("POST /api/v1/events HTTP/1.0\r\n" + expects + "Content-Length: 2\r\n\r\n");
    REQUIRE(gateway.get("/livez").status == 200); // the head has been read
    old.send("hi");
    CHECK(old.read_head().status == 201);
}

TEST_CASE("ending: a turned away client reads why, though it has sent its request") {
    gateway_process gateway({"--max-connections-per-address", "2"});
    http_client first(gateway.http()), second(gateway.http());
    CHECK(first.get("/livez").status == 200);
    CHECK(second.get("/livez").status == 200);
    for (int i = 0; i < 50; ++i) {
        http_client beyond(gateway.http());
        beyond.send_request("GET", "/livez");
        const auto answer = beyond.read();
        CHECK(answer.status == 503);
        CHECK(answer.header("Retry-After") == "10");
        CHECK(answer.count("Date") == 1);
        CHECK(answer.header("Content-Type") == "application/problem+json");
    }
}
