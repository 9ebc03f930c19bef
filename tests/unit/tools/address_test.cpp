#include <doctest/doctest.h>

#include <stdexcept>

#include "udp-sender/address.hpp"

using namespace gateway::sender;

TEST_CASE("parse_host_port: names, addresses and brackets") {
    const auto name = parse_host_port("gateway.example:9999");
    REQUIRE(name);
    CHECK(name->host == "gateway.example");
    CHECK(name->port == 9999);
    CHECK(name->interface.empty());
    const auto ipv6 = parse_host_port("[fe80::1%eth0]:65535");
    REQUIRE(ipv6);
    CHECK(ipv6->host == "fe80::1%eth0");
    CHECK(ipv6->port == 65535);
}

TEST_CASE("parse_host_port: a multicast group's interface") {
    const auto ipv4 = parse_host_port("239.1.2.3:5000%eth0");
    REQUIRE(ipv4);
    CHECK(ipv4->host == "239.1.2.3");
    CHECK(ipv4->interface == "eth0");
    const auto ipv6 = parse_host_port("[ff02::1]:5000%lo");
    REQUIRE(ipv6);
    CHECK(ipv6->host == "ff02::1");
    CHECK(ipv6->interface == "lo");
}

TEST_CASE("parse_host_port: everything else is refused") {
    for (const char* text : {"", ":", "host", "host:", ":9999", "host:0", "host:65536", "host:-1",
                             "host:9x", "::1:9999", "[::1]", "[::1]9999", "[]:1", "host:1%",
                             "[::1:9999", "host:99999999999999999999"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_host_port(text));
    }
}

TEST_CASE("resolve: addresses as they are shown") {
    const auto ipv4 = resolve({"127.0.0.1", 80, {}}, SOCK_DGRAM);
    REQUIRE_FALSE(ipv4.empty());
    CHECK(ip_text(ipv4.front()) == "127.0.0.1");
    CHECK(endpoint_text(ipv4.front()) == "127.0.0.1:80");
    const auto ipv6 = resolve({"2001:db8:0::1", 80, {}}, SOCK_DGRAM);
    REQUIRE_FALSE(ipv6.empty());
    CHECK(ip_text(ipv6.front()) == "2001:db8::1");
    CHECK(endpoint_text(ipv6.front()) == "[2001:db8::1]:80");
}

TEST_CASE("resolve: IPv4 within IPv6 is shown as IPv4, as the gateway does") {
    const auto mapped = resolve({"::ffff:127.0.0.1", 80, {}}, SOCK_DGRAM);
    REQUIRE_FALSE(mapped.empty());
    CHECK(endpoint_text(mapped.front()) == "127.0.0.1:80");
}

TEST_CASE("resolve: a failure names the host") {
    CHECK_THROWS_WITH_AS(resolve({"no such host", 80, {}}, SOCK_DGRAM),
                         doctest::Contains("host 'no such host' has no address: "),
                         std::runtime_error);
}
