#include "udp-sender/option_values.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

#include "text/escape.hpp"
#include "text/hex.hpp"
#include "text/number.hpp"
#include "udp-sender/command_line.hpp"
#include "udp-sender/http_url.hpp"
#include "udp-sender/pacer.hpp"
#include "udp-sender/payload_template.hpp"

namespace gateway::sender {
namespace {

// The value as it is shown in a message: printable, and not longer than a line.
std::string shown(std::string_view value) {
    constexpr std::size_t longest = 60;
    if (value.size() <= longest) return text::printable(value);
    return text::printable(value.substr(0, longest)) + "...";
}

[[noreturn]] void reject(std::string_view name, std::string_view value, std::string_view what,
                         std::string_view expected) {
    throw usage_error(
        fmt::format("{} '{}' is not {}; expected {}", name, shown(value), what, expected));
}

std::optional<std::string_view> find(const raw_options& raw, const std::string& name) {
    const auto found = raw.values.find(name);
    if (found == raw.values.end()) return std::nullopt;
    return found->second;
}

// The whole number of an option that was given.
std::optional<std::uint64_t> number(const raw_options& raw, const std::string& name,
                                    std::string_view what, std::uint64_t highest) {
    const auto value = find(raw, name);
    if (!value) return std::nullopt;
    const auto parsed = text::parse_uint(*value);
    if (parsed && *parsed >= 1 && *parsed <= highest) return parsed;
    const bool bounded = highest != std::numeric_limits<std::uint64_t>::max();
    reject(name, *value, what,
           bounded ? fmt::format("a whole number from 1 to {}", highest)
                   : "a whole number, at least 1");
}

std::optional<std::chrono::nanoseconds> duration(const raw_options& raw) {
    const auto value = find(raw, "--duration");
    if (!value) return std::nullopt;
    const auto parsed = text::parse_duration(*value);
    if (parsed && parsed->count() > 0) return parsed;
    reject("--duration", *value, "a time", "a number above 0 with a unit, such as 10s, 250ms, 1m");
}

std::optional<std::size_t> size(const raw_options& raw) {
    const auto value = find(raw, "--size");
    if (!value) return std::nullopt;
    const auto parsed = text::parse_size(*value);
    if (parsed && *parsed <= max_payload) return static_cast<std::size_t>(*parsed);
    reject("--size", *value, "the size of a datagram",
           fmt::format("a number of bytes from 0 to {}", max_payload));
}

// A piece is one datagram until it is divided: it holds no more bytes than one.
gso_options gso(const raw_options& raw, const std::optional<std::size_t>& size) {
    const auto asked = number(raw, "--gso", "a number of datagrams", max_segments);
    if (!asked) return {};
    if (!size || *size == 0) {
        throw usage_error("--gso sends datagrams of one size; expected --size BYTES with it");
    }
    if (*asked * *size > max_payload) {
        throw usage_error(fmt::format(
            "--gso {} of --size {} are {} bytes; expected at most {}, {} datagrams of that size",
            *asked, *size, *asked * *size, max_payload, max_payload / *size));
    }
    return {*asked, *size};
}

double speed(const raw_options& raw) {
    const auto value = find(raw, "--speed");
    if (!value) return 1;
    double parsed = 0;
    const char* const end = value->data() + value->size();
    const auto [rest, error] = std::from_chars(value->data(), end, parsed);
    if (error == std::errc{} && rest == end && std::isfinite(parsed) && parsed > 0) return parsed;
    reject("--speed", *value, "a speed", "a number above 0, such as 2 or 0.5");
}

void check_size(std::string_view name, std::string_view value, std::size_t bytes,
                const options& o) {
    if (bytes <= max_payload || o.size) return;
    reject(name, value, "short enough",
           fmt::format("at most {} bytes, all that one datagram holds", max_payload));
}

void set_payload(options& o, const raw_options& raw) {
    constexpr std::array paths{std::pair{"--file", payload_kind::file},
                               std::pair{"--lines", payload_kind::lines},
                               std::pair{"--from-pcap", payload_kind::capture}};
    for (const auto& [name, kind] : paths) {
        const auto path = find(raw, name);
        if (!path) continue;
        if (path->empty()) reject(name, *path, "a path", "the path of a file");
        o.payload = kind;
        o.content = *path;
    }
    if (const auto digits = find(raw, "--hex")) {
        const auto bytes = text::decode_hex(*digits);
        if (!bytes) reject("--hex", *digits, "hexadecimal", "pairs of digits, such as '68 65 6c'");
        check_size("--hex", *digits, bytes->size(), o);
        o.payload = payload_kind::bytes;
        o.content = *bytes;
    }
    if (raw.text) o.content = *raw.text;
    if (o.payload == payload_kind::text) {
        const std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();
        const std::uint64_t last = o.count.value_or(o.duration || o.find_limit ? unlimited : 1);
        check_size("TEXT", o.content, payload_template(o.content).longest(last), o);
    }
}

// Options of which at most one may be given, by name.
void check_exclusive(const raw_options& raw, const std::vector<std::string>& names) {
    std::string first;
    for (const std::string& name : names) {
        const bool given = raw.values.contains(name) || (name == "TEXT" && raw.text) ||
                           (name == "--find-limit" && raw.find_limit);
        if (!given) continue;
        if (!first.empty()) {
            throw usage_error(
                fmt::format("{} and {} exclude each other; expected one of them", first, name));
        }
        first = name;
    }
}

void check_combinations(const raw_options& raw) {
    check_exclusive(raw, {"TEXT", "--hex", "--file", "--lines", "--from-pcap"});
    check_exclusive(raw, {"--from-pcap", "--rate"});
    for (const char* name : {"--count", "--rate", "--lines", "--from-pcap"}) {
        check_exclusive(raw, {"--find-limit", name});
    }
    if (raw.values.contains("--speed") && !raw.values.contains("--from-pcap")) {
        throw usage_error("--speed is for a capture; expected --from-pcap with it");
    }
    if (raw.find_limit && !raw.values.contains("--verify")) {
        throw usage_error("--find-limit reads a gateway's counters; expected --verify URL with it");
    }
}

} // namespace

options check_options(const raw_options& raw) {
    constexpr std::uint64_t unbounded = std::numeric_limits<std::uint64_t>::max();
    if (!parse_host_port(raw.destination)) {
        reject("HOST:PORT", raw.destination, "a destination",
               "HOST:PORT or [IPv6]:PORT with a port from 1 to 65535");
    }
    check_combinations(raw);
    options o;
    o.destination = raw.destination;
    o.count = number(raw, "--count", "a number of datagrams", unbounded);
    o.duration = duration(raw);
    o.rate = number(raw, "--rate", "a number of datagrams a second", pacer::max_rate);
    o.size = size(raw);
    o.sources = number(raw, "--sources", "a number of local ports", max_sources).value_or(1);
    o.gso = gso(raw, o.size);
    o.speed = speed(raw);
    o.find_limit = raw.find_limit;
    set_payload(o, raw);
    if (const auto url = find(raw, "--verify")) {
        if (!parse_http_url(*url)) {
            reject("--verify", *url, "the URL of a gateway", "one such as http://127.0.0.1:8080");
        }
        o.verify_url = *url;
    }
    o.json = raw.json;
    o.quiet = raw.quiet;
    return o;
}

} // namespace gateway::sender
