#include "text/address.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

using namespace gateway;

namespace {

endpoint at(const std::string& address, std::uint16_t port = 0, std::uint32_t scope = 0) {
    endpoint e = text::parse_address(address).value();
    e.port = port;
    e.scope = scope;
    return e;
}

bool block_contains(const std::string& block, const std::string& address) {
    return text::parse_cidr(block).value().contains(at(address));
}

bool filter_matches(const std::string& filter, const endpoint& e) {
    return text::parse_source_filter(filter).value().matches(e);
}

} // namespace

TEST_CASE("address: text comes back as it went in") {
    for (const std::string text : {"0.0.0.0", "127.0.0.1", "255.255.255.255", "192.0.2.7",
                                   "::", "::1", "2001:db8::1", "fe80::1", "2001:db8:0:1:1:1:1:1"}) {
        CAPTURE(text);
        std::string out;
        text::append_address(out, at(text));
        CHECK(out == text);
    }
    CHECK(text::is_ipv4(at("192.0.2.7")));
    CHECK(text::is_ipv4(at("::ffff:192.0.2.7"))); // as a dual-stack socket names it
    CHECK_FALSE(text::is_ipv4(at("::1")));
}

TEST_CASE("address: endpoints are written as the contract says") {
    CHECK(text::to_string(at("192.0.2.7", 50312)) == "192.0.2.7:50312");
    CHECK(text::to_string(at("2001:db8::1", 5000)) == "[2001:db8::1]:5000");
    CHECK(text::to_string(at("::ffff:192.0.2.7", 9)) == "192.0.2.7:9");
    CHECK(text::to_string(at("fe80::1", 1, 2)) == "[fe80::1%2]:1");
    std::string out = "kept ";
    text::append_endpoint(out, at("::", 65'535));
    CHECK(out == "kept [::]:65535");
}

TEST_CASE("address: what is none is refused") {
    for (const std::string wrong :
         {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4 ", " 1.2.3.4", "01.2.3.4", "1.2.3.4:80",
          "[::1]", "::1%1", "12345::", ":::", "g::", "localhost", "1::2::3", "0x7f.1"}) {
        CAPTURE(wrong);
        CHECK_FALSE(text::parse_address(wrong));
    }
    CHECK_FALSE(text::parse_address({"::1\0x", 5}));
    CHECK_FALSE(text::parse_address(std::string(1000, '1')));
}

TEST_CASE("address: blocks hold what their prefix says") {
    CHECK(block_contains("192.0.2.0/24", "192.0.2.0"));
    CHECK(block_contains("192.0.2.0/24", "192.0.2.255"));
    CHECK_FALSE(block_contains("192.0.2.0/24", "192.0.3.0"));
    CHECK_FALSE(block_contains("192.0.2.0/24", "192.0.1.255"));
    CHECK(block_contains("192.0.2.77/24", "192.0.2.1")); // bits behind the prefix do not matter
    CHECK(block_contains("192.0.2.7", "192.0.2.7"));
    CHECK_FALSE(block_contains("192.0.2.7", "192.0.2.8"));
    CHECK(block_contains("0.0.0.0/0", "203.0.113.9"));
    CHECK_FALSE(block_contains("0.0.0.0/0", "2001:db8::1"));
    CHECK(block_contains("::/0", "203.0.113.9"));
    CHECK(block_contains("2001:db8::/32", "2001:db8:ffff::1"));
    CHECK_FALSE(block_contains("2001:db8::/32", "2001:db9::"));
    CHECK(block_contains("::ffff:192.0.2.0/120", "192.0.2.9"));
}

TEST_CASE("address: every prefix length splits at its own bit") {
    for (unsigned prefix = 1; prefix <= 128; ++prefix) {
        CAPTURE(prefix);
        text::cidr block{at("::"), prefix};
        endpoint inside = block.base, outside = block.base;
        for (unsigned bit = prefix; bit < 128; ++bit) {
            inside.address[bit / 8] |= static_cast<std::uint8_t>(0x80 >> bit % 8);
        }
        outside.address[(prefix - 1) / 8] ^= static_cast<std::uint8_t>(0x80 >> (prefix - 1) % 8);
        CHECK(block.contains(inside));
        CHECK_FALSE(block.contains(outside));
    }
}

TEST_CASE("address: what is no block is refused") {
    for (const std::string wrong : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "::/129",
                                    "10.0.0.0/8/8", "10.0.0.0/ 8", "10.0.0.0/+8", "10/8",
                                    "10.0.0.0/255.0.0.0", "[::1]/128", "10.0.0.0/0x8"}) {
        CAPTURE(wrong);
        CHECK_FALSE(text::parse_cidr(wrong));
    }
}

TEST_CASE("address: a source filter takes addresses and endpoints and blocks") {
    CHECK(filter_matches("192.0.2.7", at("192.0.2.7", 1)));
    CHECK(filter_matches("192.0.2.7:1", at("192.0.2.7", 1)));
    CHECK_FALSE(filter_matches("192.0.2.7:1", at("192.0.2.7", 2)));
    CHECK_FALSE(filter_matches("192.0.2.7", at("192.0.2.8", 1)));
    CHECK(filter_matches("192.0.2.0/24", at("192.0.2.8", 1)));
    CHECK(filter_matches("2001:db8::1", at("2001:db8::1", 5)));
    CHECK(filter_matches("[2001:db8::1]", at("2001:db8::1", 5)));
    CHECK(filter_matches("[2001:db8::1]:5", at("2001:db8::1", 5)));
    CHECK_FALSE(filter_matches("[2001:db8::1]:6", at("2001:db8::1", 5)));
    CHECK(filter_matches("2001:db8::/32", at("2001:db8::1", 5)));
    CHECK(filter_matches("[fe80::1%2]:1", at("fe80::1", 1, 2)));
    CHECK(filter_matches("192.0.2.7:0", at("192.0.2.7", 0)));
}

TEST_CASE("address: every endpoint as shown is a filter for itself alone") {
    for (const endpoint& e : {at("192.0.2.7", 1), at("2001:db8::1", 65'535), at("fe80::1", 7, 3),
                              at("::", 0), at("0.0.0.0", 9)}) {
        const std::string shown = text::to_string(e);
        CAPTURE(shown);
        CHECK(filter_matches(shown, e));
        endpoint other = e;
        other.port ^= 1;
        CHECK_FALSE(filter_matches(shown, other));
    }
}

TEST_CASE("address: what is no source filter is refused") {
    for (const std::string wrong :
         {"", "nobody", "192.0.2.7:", "192.0.2.7:x", "192.0.2.7:65536", "192.0.2.7:-1", "[::1",
          "[::1]5", "[::1]:", "[::1]:99999", "[192.0.2.7]:5", "[]:5", "::1]:5", "[::1]x:5", ":5"}) {
        CAPTURE(wrong);
        CHECK_FALSE(text::parse_source_filter(wrong));
    }
}
