#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace gateway::sender {

// The most bytes one UDP datagram carries over IPv4, and the most that the gateway takes.
inline constexpr std::size_t max_payload = 65'507;

// The most local ports that --sources opens, one socket each.
inline constexpr std::uint64_t max_sources = 10'000;

// The most datagrams that --gso hands to the kernel in one piece.
inline constexpr std::uint64_t max_segments = 64;

// Datagrams of one size that the kernel is handed in one piece and divides itself, late
// (UDP_SEGMENT, udp(7)).
struct gso_options {
    std::size_t segments = 1; // in a piece; 1: each by itself
    std::size_t size = 0;     // of each
};

// What the payloads are made from.
enum class payload_kind {
    text,   // TEXT, with its placeholders
    bytes,  // --hex, decoded
    file,   // --file: one datagram holds the whole file
    lines,  // --lines: one datagram a line
    capture // --from-pcap: the UDP payloads of a capture
};

// What the command line asked for. Every value has been checked by parse_command_line.
struct options {
    std::string destination; // HOST:PORT, well-formed but not resolved yet
    payload_kind payload = payload_kind::text;
    std::string content = "event {n}";                // the text, the bytes, or the path
    std::optional<std::uint64_t> count;               // unset: once, or all lines, packets or time
    std::optional<std::chrono::nanoseconds> duration; // unset: until the count is reached
    std::optional<std::uint64_t> rate;                // datagrams a second; unset: unpaced
    std::optional<std::size_t> size;                  // payloads are padded or cut to this
    std::size_t sources = 1;                          // local ports
    gso_options gso;
    double speed = 1;       // of a capture's own timing
    std::string verify_url; // empty: nothing is verified
    bool find_limit = false;
    bool json = false;
    bool quiet = false;
};

} // namespace gateway::sender
