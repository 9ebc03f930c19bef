#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
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

// A socket that a service manager opened for this program (sd_listen_fds(3)): a bound UDP socket or
// a listening TCP socket. Who is given it owns the descriptor.
struct passed_socket {
    int descriptor = -1;
    std::string name; // as the manager calls it, "event-gateway.socket"; may be empty
};

// When a datagram arrived: as the kernel says, or when the batch that it came with was read.
enum class udp_timestamps { kernel, batch };

// Whether the kernel may hand over datagrams of one sender in one buffer (UDP_GRO). `automatic`:
// where its drops can be counted exactly all the same.
enum class udp_coalescing { automatic, on, off };

struct udp_options {
    std::vector<listen_address> listen{{"", 9999, ""}};
    std::size_t receive_buffer = std::size_t{8} << 20; // bytes asked of the kernel, a listener
    std::vector<std::string> allow;                    // CIDR blocks; empty: every source
    udp_timestamps timestamps = udp_timestamps::kernel;
    udp_coalescing coalescing = udp_coalescing::automatic;
    std::vector<passed_socket> passed; // besides `listen`
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
    std::vector<passed_socket> passed;   // besides `listen`
};

// One place that /go/{name} leads to. "{rest}" and "{query}" in it are filled from the request.
struct redirect_target {
    std::string url;
    std::uint32_t weight = 1; // how often, compared with the other targets of the same name
};

struct redirect {
    std::string name;
    std::vector<redirect_target> targets; // at least one
};

// What GET /run/{name} runs, without a shell.
struct command {
    std::string name;
    std::vector<std::string> argv; // "{param}", a whole argument, is filled from the query
    // The RE2 pattern that the value of each parameter in argv has to match as a whole.
    std::map<std::string, std::string> patterns;
    std::chrono::nanoseconds timeout = std::chrono::seconds{60}; // then it is ended
};

// The name in an argument "{name}"; empty for any other argument.
constexpr std::string_view parameter_of(std::string_view argument) {
    const bool hole = argument.size() > 2 && argument.front() == '{' && argument.back() == '}';
    if (!hole) return {};
    const std::string_view name = argument.substr(1, argument.size() - 2);
    constexpr std::string_view letters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return name.find_first_not_of(letters) == std::string_view::npos ? name : std::string_view{};
}

// What the pages take the bytes of binary datagrams for: "u8 kind, u16le volts, f32 temp".
struct layout {
    std::string source; // whose: "192.0.2.7", "192.0.2.7:5000", ":5000" (came in there), "*"
    std::string text;
};

struct content_options {
    std::string templates_folder; // pages from here instead of the built-in ones; empty: none
    bool dev = false;             // they are read again when they have changed
    std::vector<redirect> redirects;
    std::vector<command> commands;
    std::vector<layout> layouts;
    std::size_t max_commands = 4; // at once
};

// Where the payloads of UDP carry a number that says which ones are missing. Where neither pattern
// nor json is set, udp-sender's own text "event N" is recognised.
struct sequence_options {
    std::string pattern; // of RE2; its one group is the number
    std::string json;    // a JSON pointer ("/head/seq") or the name of a member ("seq")
    unsigned bits = 64;  // 16, 32 or 64: behind the largest number comes 0
    bool follow = true;  // false: nothing is looked for
};

// Kafka, in one direction or the other.
struct kafka_options {
    std::string brokers;      // "HOST:PORT,...": every event goes there; empty: to nobody
    std::string from_brokers; // every event of the topic comes from there; empty: from nobody
    std::string topic = "events";
    std::map<std::string, std::string> properties; // of librdkafka, over the gateway's own
    // The ring does not know what was read before the start: in memory, where nothing survives.
    bool starts_anew = false;
};

enum class log_format { text, json };

struct log_options {
    std::string level = "info"; // trace, debug, info, warn, error, off
    log_format format = log_format::text;
};

// The service manager that started this program, if one did (sd_notify(3)).
struct service_options {
    std::string notify_socket;           // where it listens for news; empty: nobody does
    std::chrono::nanoseconds watchdog{}; // it wants a sign of life within this; 0: it does not
};

struct config {
    udp_options udp;
    http_options http;
    content_options content;
    sequence_options sequence;
    kafka_options kafka;
    log_options log;
    service_options service;
    std::size_t ring_size = std::size_t{64} << 20; // bytes of the ring's arena
    bool ring_size_given = false; // then a file with a ring of another size is refused
    std::string ring_file;        // path; empty: the ring is in memory
    bool read_only = false;       // only show the ring of ring_file
};

} // namespace gateway
