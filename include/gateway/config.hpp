#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// What can be set, with its defaults: one struct for each room, given to it by value. The command
// line, the environment and the configuration file fill it (src/app/command_line.hpp).
namespace gateway {

// Where to listen: "HOST:PORT", ":PORT", "[IPv6]:PORT"; "239.1.2.3:5000%eth0" joins a group.
struct listen_address {
    std::string host;            // empty: every address
    std::uint16_t port = 0;      // 0: a free one
    std::string group_interface; // behind '%', where one was given
};

struct udp_options {
    std::vector<listen_address> listen{{"", 9999, ""}};
    std::size_t receive_buffer = std::size_t{8} << 20; // bytes asked of the kernel, a listener
    std::vector<std::string> allow;                    // CIDR blocks; empty: every source
};

struct http_options {
    std::vector<listen_address> listen{{"localhost", 8080, ""}};
    std::size_t max_body = std::size_t{1} << 20;     // bytes of a request's body
    std::size_t max_connections = 10'000;            // open at once
    std::size_t max_connections_per_address = 5'000; // of one client, or IPv6 /64
    std::chrono::nanoseconds header_timeout = std::chrono::seconds{10}; // from a head's first byte
    std::chrono::nanoseconds body_timeout = std::chrono::seconds{30};   // from the head's end
    std::chrono::nanoseconds idle_timeout = std::chrono::seconds{60};   // between requests
    std::vector<std::string> allow_host; // names besides localhost, addresses and `listen`'s own
    std::string token;                   // empty: none is asked for
    std::string tls_cert;                // path of a PEM chain; empty: plain HTTP
    std::string tls_key;                 // path of its PEM key
    std::string static_folder;           // also served under /static/; empty: none
};

enum class log_format { text, json };

struct log_options {
    std::string level = "info"; // trace, debug, info, warn, error, off
    log_format format = log_format::text;
};

struct config {
    udp_options udp;
    http_options http;
    log_options log;
    std::size_t ring_size = std::size_t{64} << 20; // bytes of the ring's arena
    bool ring_size_given = false; // then a file with a ring of another size is refused
    std::string ring_file;        // path; empty: the ring is in memory
    bool read_only = false;       // only show the ring of ring_file
};

} // namespace gateway
