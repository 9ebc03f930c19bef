#include <doctest/doctest.h>

#include "udp-sender/http_url.hpp"

using namespace gateway::sender;

TEST_CASE("parse_http_url: host, port and path") {
    const auto plain = parse_http_url("http://127.0.0.1:8080");
    REQUIRE(plain);
    CHECK(plain->authority == "127.0.0.1:8080");
    CHECK(plain->server.host == "127.0.0.1");
    CHECK(plain->server.port == 8080);
    CHECK(plain->path.empty());
    const auto path = parse_http_url("http://proxy/event/gateway/");
    REQUIRE(path);
    CHECK(path->authority == "proxy");
    CHECK(path->server.port == 80);
    CHECK(path->path == "/event/gateway");
    const auto ipv6 = parse_http_url("http://[::1]");
    REQUIRE(ipv6);
    CHECK(ipv6->server.host == "::1");
    CHECK(ipv6->server.port == 80);
    CHECK(parse_http_url("http://[::1]:8080/")->server.port == 8080);
}

TEST_CASE("parse_http_url: everything else is refused") {
    for (const char* text :
         {"", "http://", "http:///x", "https://host", "host:8080", "http://host:0",
          "http://host:", "http://user@host", "http://host/?q", "http://host/#f", "http://ho st",
          "http://host/%2", "http://host\r\nX: y", "http://h\xc3\xb6st"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_http_url(text));
    }
}
