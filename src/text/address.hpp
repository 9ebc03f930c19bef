#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/event.hpp"

// Addresses and blocks of addresses. Plain functions, any thread.
namespace gateway::text {

bool is_ipv4(const endpoint& e);

// "192.0.2.7" or "2001:db8::1"; a scope is shown as its number: "fe80::1%2" (RFC 5952, RFC 4007).
void append_address(std::string& out, const endpoint& e);

// "192.0.2.7:50312" or "[2001:db8::1]:5000".
void append_endpoint(std::string& out, const endpoint& e);
std::string to_string(const endpoint& e);

// What append_endpoint() wrote.
std::optional<endpoint> parse_endpoint(std::string_view text);

// The address of "192.0.2.7" or "2001:db8::1" (no brackets, no scope), port 0.
std::optional<endpoint> parse_address(std::string_view text);

// A block of addresses: "192.0.2.0/24", "2001:db8::/32", or one address (RFC 4632).
struct cidr {
    endpoint base;
    unsigned prefix = 128; // of the 128-bit form: an IPv4 /24 is 120
    bool contains(const endpoint& e) const;
};
std::optional<cidr> parse_cidr(std::string_view text);

// Which sources a reader asks for: an address of any port ("192.0.2.7", "2001:db8::1",
// "[2001:db8::1]"), one endpoint ("192.0.2.7:50312", "[2001:db8::1]:5000"), or a block
// ("192.0.2.0/24"). A scope in brackets is accepted and not compared.
struct source_filter {
    cidr block;
    std::optional<std::uint16_t> port;
    bool matches(const endpoint& e) const;
};
std::optional<source_filter> parse_source_filter(std::string_view text);

} // namespace gateway::text
