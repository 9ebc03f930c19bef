#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace gateway {

// How an event came in.
enum class via : std::uint8_t { udp, http, redirect, capture };

// "udp", "http", "redirect", "capture": the names of the JSON interface.
constexpr std::string_view via_name(via v) {
    constexpr std::array<std::string_view, 4> names{"udp", "http", "redirect", "capture"};
    return names[static_cast<std::size_t>(v)];
}

// An IP address and port. IPv4 is kept as IPv4-mapped IPv6 (::ffff:a.b.c.d, RFC 4291, 2.5.5.2),
// as a dual-stack socket delivers it, so that one form is stored, compared and matched.
struct endpoint {
    std::array<std::uint8_t, 16> address{}; // network byte order
    std::uint32_t scope = 0;                // interface index of a link-local address, else 0
    std::uint16_t port = 0;                 // host byte order

    friend bool operator==(const endpoint&, const endpoint&) = default;
};

// What is known of an event before it is stored.
struct event_fields {
    std::int64_t time_ns = 0; // arrival, nanoseconds since 1970-01-01 UTC
    gateway::via via = gateway::via::udp;
    endpoint source;               // who sent it
    endpoint local;                // the address of ours that it came in on
    std::string_view content_type; // where HTTP gave one; at most 255 bytes are kept
    std::string_view payload;      // the bytes as they came

    // Of a capture only: what was captured, and when, in seconds since 1970-01-01 UTC.
    std::string_view url;
    std::int64_t captured_s = 0;
};

// A stored event. The views point into the ring: they are valid until the next append.
struct event : event_fields {
    std::uint64_t seq = 0; // starts at 1, one more for each stored event, never reused
};

} // namespace gateway
