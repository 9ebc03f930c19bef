#include <doctest/doctest.h>

#include <string>

#include "support/gateway_api.hpp"

using namespace gateway::tests;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("event: posting answers 201 with number and place and the event is there") {
    gateway_process gateway;
    http_client client(gateway.http());
    const auto response = client.request("POST", "/api/v1/events", {}, "hello");
    CHECK(response.status == 201);
    CHECK(response.header("Location") == "/api/v1/events/1");
    CHECK(response.header("Content-Type").starts_with("application/json"));
    CHECK(figures(response.body)["/seq"] == 1);
    const auto event = event_of(gateway, 1);
    CHECK(event.via == "http");
    CHECK(event.bytes == "hello");
    CHECK(event.source == client.local().text());
    CHECK(event.local == gateway.http().text());
}

TEST_CASE("event: the content type of a post is kept") {
    gateway_process gateway;
    REQUIRE(gateway.post("{}", "Content-Type: application/json; x=\"y\"\r\n").status == 201);
    CHECK(event_of(gateway, 1).content_type == "application/json; x=\"y\"");
    REQUIRE(gateway.post("none").status == 201);
    CHECK(event_of(gateway, 2).content_type.empty());
}

TEST_CASE("event: an empty body is an event") {
    gateway_process gateway;
    http_client client(gateway.http());
    const auto response = client.request("POST", "/api/v1/events", "Content-Length: 0\r\n");
    CHECK(response.status == 201);
    CHECK(event_of(gateway, 1).size == 0);
}

TEST_CASE("event: a chunked body is put together") {
    gateway_process gateway;
    http_client client(gateway.http());
    client.send_request("POST", "/api/v1/events", "Transfer-Encoding: chunked\r\n");
    client.send("5\r\nhello\r\n1;ext=\"x\"\r\n \r\n5\r\nworld\r\n0\r\nTrailer: x\r\n\r\n");
    CHECK(client.read().status == 201);
    CHECK(event_of(gateway, 1).bytes == "hello world");
    CHECK(client.get("/livez").status == 200);
}

TEST_CASE("event: a body of exactly max-body is stored and one byte more gets 413") {
    gateway_process gateway({"--max-body", "100KiB"});
    const std::string body(102'400, '\xff');
    CHECK(gateway.post(body).status == 201);
    CHECK(event_of(gateway, 1).bytes == body);
    {
        http_client client(gateway.http());
        client.send_request("POST", "/api/v1/events", "Content-Length: 102401\r\n");
        CHECK(client.read().status == 413); // before the body
    }
    http_client client(gateway.http());
    client.send_request("POST", "/api/v1/events", "Transfer-Encoding: chunked\r\n");
    client.send("19000\r\n" + body + "\r\n1\r\nx\r\n0\r\n\r\n");
    const auto refused = client.read();
    CHECK(refused.status == 413);
    CHECK(refused.header("Content-Type") == "application/problem+json");
    CHECK(stats_of(gateway)["/ring/stored"] == 1);
}

TEST_CASE("event: a body that no ring of this size can hold gets 413") {
    gateway_process gateway({"--ring-size", "100KiB"});
    CHECK(gateway.post(std::string(200'000, 'x')).status == 413);
    CHECK(stats_of(gateway)["/ring/stored"] == 0);
    CHECK(stats_of(gateway)["/http/posted"] == 0);
}

TEST_CASE("event: the client is told to go on where it asks") {
    gateway_process gateway;
    http_client client(gateway.http());
    client.send_request("POST", "/api/v1/events", "Expect: 100-continue\r\nContent-Length: 5\r\n");
    CHECK(client.read().status == 100);
    client.send("hello");
    CHECK(client.read().status == 201);
}

TEST_CASE("event: not stored yet is 404 and evicted is 410 and no number is 404") {
    gateway_process gateway({"--ring-size", "100KiB"});
    CHECK(gateway.get("/api/v1/events/1").status == 404);
    http_client client(gateway.http());
    for (int i = 0; i < 20; ++i) {
        client.request("POST", "/api/v1/events", {}, std::string(10'000, 'x'));
    }
    for (const std::string tail : {"", "/payload"}) {
        CAPTURE(tail);
        const auto evicted = client.get("/api/v1/events/1" + tail);
        CHECK(evicted.status == 410);
        CHECK(evicted.header("Content-Type") == "application/problem+json");
        CHECK(client.get("/api/v1/events/20" + tail).status == 200);
        CHECK(client.get("/api/v1/events/21" + tail).status == 404);
        CHECK(client.get("/api/v1/events/18446744073709551615" + tail).status == 404);
        for (const std::string wrong : {"0", "x", "-1", "1x", "18446744073709551616", "%31x"}) {
            CAPTURE(wrong);
            const int status = client.get("/api/v1/events/" + wrong + tail).status;
            CHECK((status == 404 || status == 400));
        }
    }
}

TEST_CASE("event: the payload is an attachment of exactly its bytes") {
    gateway_process gateway;
    std::string bytes = "<script>alert(1)</script>\r\n\r\n";
    for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<char>(i));
    REQUIRE(gateway.post(bytes, "Content-Type: text/html\r\n").status == 201);
    const auto response = gateway.get("/api/v1/events/1/payload");
    CHECK(response.status == 200);
    CHECK(response.body == bytes);
    CHECK(response.header("Content-Type") == "application/octet-stream");
    CHECK(response.header("Content-Disposition").starts_with("attachment"));
    CHECK(response.header("X-Content-Type-Options") == "nosniff");
}

TEST_CASE("event: the payload of an empty event is empty") {
    gateway_process gateway;
    gateway.send("");
    REQUIRE(wait_stored(gateway, 1));
    const auto response = gateway.get("/api/v1/events/1/payload");
    CHECK(response.status == 200);
    CHECK(response.header("Content-Length") == "0");
}

TEST_CASE("event: its page shows text and hex and nothing of it is markup") {
    gateway_process gateway;
    const std::string hostile = "<script>alert(1)</script>&\"'\x1b]0;x\x07";
    REQUIRE(gateway.post(hostile).status == 201);
    const auto page = gateway.get("/events/1");
    CHECK(page.status == 200);
    CHECK(page.header("Content-Type") == "text/html; charset=utf-8");
    CHECK_FALSE(contains(page.body, "<script>alert"));
    CHECK(contains(page.body, "&lt;script&gt;alert(1)"));
    CHECK(contains(page.body, "3c 73 63 72 69 70 74 3e"));
    CHECK_FALSE(contains(page.body, "\x1b"));
    CHECK_FALSE(contains(page.body, "\x07"));
    CHECK(gateway.get("/events/2").status == 404);
    CHECK(contains(gateway.get("/events/2").header("Content-Type"), "text/html"));
}

TEST_CASE("event: the page of a binary or an empty or a large event is whole") {
    gateway_process gateway;
    udp_client client;
    client.send(gateway.udp(), std::string("\xff\xfe\x00\x80", 4));
    client.send(gateway.udp(), "");
    client.send(gateway.udp(), std::string(65'507, '<'));
    REQUIRE(wait_stored(gateway, 3));
    for (int seq = 1; seq <= 3; ++seq) {
        const auto page = gateway.get("/events/" + std::to_string(seq));
        CHECK(page.status == 200);
        CHECK(contains(page.body, "</html>"));
        CHECK_FALSE(contains(page.body, "<<"));
    }
    CHECK(contains(gateway.get("/events/1").body, "ff fe 00 80"));
}
