#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/gateway_api.hpp"

using namespace gateway::tests;

namespace {

struct bad_request {
    std::string bytes;
    int status = 400;
};

const std::string host = "Host: localhost\r\n";
const std::string post = "POST /api/v1/events HTTP/1.1\r\n" + host;

const std::vector<bad_request> bad_heads{
    {"\r\n\r\n\r\n"},
    {"GET\r\n\r\n"},
    {"GET /\r\n\r\n"}, // HTTP/0.9
    {"GET /\r\n" + host + "\r\n"},
    {"GET  / HTTP/1.1\r\n" + host + "\r\n"},
    {"GET /  HTTP/1.1\r\n" + host + "\r\n"},
    {"GET / HTTP/1.1 \r\n" + host + "\r\n"},
    {" GET / HTTP/1.1\r\n" + host + "\r\n"},
    {"GET\t/ HTTP/1.1\r\n" + host + "\r\n"},
    {"GET / a HTTP/1.1\r\n" + host + "\r\n"},
    {"GET / http/1.1\r\n" + host + "\r\n"},
    {"GET / HTTP/1.10\r\n" + host + "\r\n"},
    {"GET / HTTP/2.0\r\n" + host + "\r\n", 505},
    {"GET / HTTP/0.9\r\n" + host + "\r\n", 505},
    {"GET relative HTTP/1.1\r\n" + host + "\r\n"},
    {"GET * HTTP/1.1\r\n" + host + "\r\n"},
    {"GET / HTTP/1.1\r\nHost:\r\n\r\n"},
    {"GET / HTTP/1.1\r\nHost: localhost:99999\r\n\r\n"},
    {"GET / HTTP/1.1\r\nHost: user@localhost\r\n\r\n"},
    {"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"},
    {"GET /a#b HTTP/1.1\r\n" + host + "\r\n"},
    {"GET /\xff HTTP/1.1\r\n" + host + "\r\n"},
    {std::string("GET /\0 HTTP/1.1\r\n", 17) + host + "\r\n"},
    {"GET / HTTP/1.1\n" + host + "\r\n"},
    {"GET / HTTP/1.1\r\nHost: localhost\n\r\n"},
    {"GET / HTTP/1.1\r\n" + host + "\n"},
    {"GET / HTTP/1.1\r\r\n" + host + "\r\n"},
    {"GET / HTTP/1.1\r\n" + host + "X: a\rb\r\n\r\n"},
    {"GET / HTTP/1.1\r\n\r\n"}, // no Host
    {"GET / HTTP/1.1\r\n" + host + host + "\r\n"},
    {"GET / HTTP/1.1\r\n" + host + "Host: evil.example\r\n\r\n"},
    {"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n"},
    {"GET / HTTP/1.1\r\n" + host + "X : y\r\n\r\n"},
    {"GET / HTTP/1.1\r\n" + host + "X\r\n\r\n"},
    {"GET / HTTP/1.1\r\n" + host + ": y\r\n\r\n"},
    {"GET / HTTP/1.1\r\n" + host + "X: a\r\n b\r\n\r\n"}, // folded
    {"GET / HTTP/1.1\r\n X: y\r\n" + host + "\r\n"},
    {"GET / HTTP/1.1\r\n" + host + "X(y): z\r\n\r\n"},
    {std::string("GET / HTTP/1.1\r\nX: \0\r\n", 22) + host + "\r\n"},
    {"GET / HTTP/1.1\r\n" + host + "X: \x01\r\n\r\n"},
    {"GET / HTTP/1.1\r\n" + host + "X: \x7f\r\n\r\n"},
    {"\x16\x03\x01\x02\x01\x01\xfc\x03\x03 a TLS hello\r\n\r\n"},
    {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
};

const std::vector<bad_request> bad_framing{
    {post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"},
    {post + "Content-Length: 5, 5\r\n\r\nhello"},
    {post + "Content-Length: -5\r\n\r\n"},
    {post + "Content-Length: +5\r\n\r\nhello"},
    {post + "Content-Length: 0x5\r\n\r\nhello"},
    {post + "Content-Length: 5 5\r\n\r\nhello"},
    {post + "Content-Length:\r\n\r\n"},
    {post + "Content-Length: 99999999999999999999999\r\n\r\n"},
    {post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"},
    {post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"},
    {post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"},
    {post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
    {post + "Transfer-Encoding: gzip\r\n\r\n"},
    {post + "Transfer-Encoding:\r\n\r\n"},
    {"POST /api/v1/events HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {post + "Transfer-Encoding: chunked\r\n\r\nx\r\n"},
    {post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n"},
    {post + "Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n"},
    {post + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello!\r\n0\r\n\r\n"},
    {post + "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n"},
    {post + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello0\r\n\r\n"},
    {post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx"},
};

// The status that refuses `bytes`; the connection has to be closed behind it, and an answer to
// whatever could be smuggled behind must not come.
int refusal_of(const gateway_process& gateway, const std::string& bytes) {
    http_client client(gateway.http());
    client.send(bytes);
    try {
        client.send("GET /livez HTTP/1.1\r\n" + host + "\r\n");
    } catch (const std::exception&) {
        // the connection was closed already
    }
    const int status = client.read().status;
    CHECK(client.closed_by_peer());
    return status;
}

void check_refused(const gateway_process& gateway, const std::vector<bad_request>& table) {
    for (const bad_request& bad : table) {
        CAPTURE(bad.bytes);
        CHECK(refusal_of(gateway, bad.bytes) == bad.status);
        CHECK(gateway.get("/livez").status == 200);
    }
    const auto stats = stats_of(gateway);
    CHECK(stats["/ring/stored"] == 0);
    CHECK(stats["/http/posted"] == 0);
}

} // namespace

TEST_CASE("malformed: a bad head gets its status and the connection ends") {
    gateway_process gateway;
    check_refused(gateway, bad_heads);
}

TEST_CASE("malformed: a body whose framing is in doubt is never an event") {
    gateway_process gateway;
    check_refused(gateway, bad_framing);
}

TEST_CASE("malformed: a bad request behind good ones is refused after their answers") {
    gateway_process gateway;
    http_client client(gateway.http());
    client.send("GET /livez HTTP/1.1\r\n" + host + "\r\nGET /readyz HTTP/1.1\r\n" + host +
                "\r\nBAD\r\n\r\nGET /livez HTTP/1.1\r\n" + host + "\r\n");
    CHECK(client.read().status == 200);
    CHECK(client.read().status == 200);
    CHECK(client.read().status == 400);
    CHECK(client.closed_by_peer());
}

TEST_CASE("malformed: other methods are 405 or 501 and an upgrade is passed over") {
    gateway_process gateway;
    http_client client(gateway.http());
    const auto response = client.get(
        "/livez", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n");
    CHECK(response.status == 200);
    CHECK(client.get("/livez", "Upgrade: websocket\r\nConnection: upgrade\r\n").status == 200);
    CHECK(client.get("/livez").status == 200);
    CHECK(refusal_of(gateway, "BREW / HTTP/1.1\r\n" + host + "\r\n") == 501);
    CHECK(refusal_of(gateway, "CONNECT localhost:80 HTTP/1.1\r\n" + host + "\r\n") == 501);
}

TEST_CASE("malformed: a connection that ends in the middle of anything is no harm") {
    gateway_process gateway;
    const std::string whole = post + "Content-Length: 5\r\n\r\nhello";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        http_client client(gateway.http());
        client.send(whole.substr(0, size));
        client.end_sending();
        while (client.receive()) continue;
    }
    CHECK(gateway.get("/livez").status == 200);
    CHECK(stats_of(gateway)["/ring/stored"] == 0);
}

TEST_CASE("malformed: random bytes end no gateway") {
    gateway_process gateway;
    std::uint32_t state = 12345;
    for (int round = 0; round < 200; ++round) {
        std::string bytes = round % 2 == 0 ? "" : "GET / HTTP/1.1\r\n" + host;
        for (int i = 0; i < 500; ++i) {
            state = state * 1664525 + 1013904223;
            bytes.push_back(static_cast<char>(state >> 24));
        }
        http_client client(gateway.http());
        client.send(bytes + "\r\n\r\n");
        CHECK(client.read().status >= 400);
    }
    CHECK(gateway.get("/livez").status == 200);
}
