#include "app/options.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <limits>
#include <system_error>

#include "app/config_value.hpp"
#include "app/listen_address.hpp"
#include "forward/broker_list.hpp"
#include "forward/kafka_task.hpp"
#include "gateway/event_ring.hpp"
#include "text/address.hpp"
#include "text/number.hpp"
#include "web/static_folder.hpp"

namespace gateway::app {
namespace {

using sv = std::string_view;
using text_value = const std::string&;

sv set_address(std::vector<listen_address>& list, text_value value, bool first) {
    auto address = parse_listen_address(value);
    if (!address) return "HOST:PORT, :PORT or [IPv6]:PORT";
    if (first) list.clear();
    list.push_back(std::move(*address));
    return {};
}

sv set_http(config& c, text_value value, bool first) {
    const auto address = parse_listen_address(value);
    if (address && !address->group_interface.empty()) return "HOST:PORT, :PORT or [IPv6]:PORT";
    return set_address(c.http.listen, value, first);
}

sv set_size(std::size_t& size, text_value value, std::uint64_t least, std::uint64_t most,
            sv expected) {
    const auto parsed = text::parse_size(value);
    if (!parsed || *parsed < least || *parsed > most) return expected;
    size = *parsed;
    return {};
}

sv set_timeout(std::chrono::nanoseconds& timeout, text_value value) {
    const auto parsed = text::parse_duration(value);
    if (!parsed || *parsed < std::chrono::milliseconds{1} || *parsed > std::chrono::hours{24}) {
        return "a duration from 1ms to 24h (500ms, 10s, 5m)";
    }
    timeout = *parsed;
    return {};
}

sv set_count(std::size_t& most, text_value value, std::uint64_t limit, sv expected) {
    const auto parsed = text::parse_uint(value);
    if (!parsed || *parsed == 0 || *parsed > limit) return expected;
    most = *parsed;
    return {};
}

sv set_connections(std::size_t& most, text_value value) {
    return set_count(most, value, 1'000'000, "a whole number from 1 to 1000000");
}

sv set_pem(std::string& path, text_value value) {
    const std::ifstream file{value};
    if (!file.is_open()) return "a readable file in PEM form";
    path = value;
    return {};
}

sv add_allowed_block(config& c, text_value value, bool first) {
    if (!text::parse_cidr(value)) return "an address or a block (192.0.2.0/24, 2001:db8::/32)";
    if (first) c.udp.allow.clear();
    c.udp.allow.push_back(value);
    return {};
}

sv add_allowed_host(config& c, text_value value, bool first) {
    if (value.empty() || value.find_first_of(":/ ") != std::string::npos) {
        return "a host name without scheme and port";
    }
    if (first) c.http.allow_host.clear();
    c.http.allow_host.push_back(value);
    return {};
}

sv read_token(config& c, text_value path) {
    constexpr sv expected = "a readable file whose first line is the token";
    std::ifstream file{path};
    if (!std::getline(file, c.http.token)) return expected;
    while (c.http.token.ends_with('\r') || c.http.token.ends_with(' ')) c.http.token.pop_back();
    return c.http.token.empty() ? expected : sv{};
}

// "/udp", "/lab/udp/"; "/" is the root.
sv set_base_path(config& c, text_value value) {
    constexpr sv expected = "a path like /udp, of letters, digits and -_.~";
    sv rest = value;
    if (rest.ends_with('/')) rest.remove_suffix(1);
    if (!value.starts_with('/') || value.size() > 255) return expected;
    c.http.base_path = rest;
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const sv segment = rest.substr(0, rest.find('/'));
        if (!is_entry_name(segment) || segment == "." || segment == "..") return expected;
        rest.remove_prefix(segment.size());
    }
    return {};
}

sv set_static_folder(config& c, text_value path) {
    try {
        const web::static_folder probe{path};
    } catch (const std::system_error& e) {
        // What a container that does not know the call says of it is EPERM.
        const bool unknown = e.code() == std::errc::function_not_supported ||
                             e.code() == std::errc::operation_not_permitted;
        return unknown ? "a kernel with openat2 (Linux 5.6)" : "a folder that can be opened";
    }
    c.http.static_folder = path;
    return {};
}

sv set_templates_folder(config& c, text_value path) {
    std::error_code failure;
    const std::filesystem::directory_iterator probe{path, failure};
    if (failure) return "a folder that can be read";
    c.content.templates_folder = path;
    return {};
}

sv set_brokers(std::string& brokers, text_value value) {
    if (!forward::has_kafka()) return "a build with librdkafka: this build has no Kafka";
    brokers = value;
    return forward::is_broker_list(value) ? sv{} : "HOST:PORT, several with commas between them";
}

sv set_topic(std::string& topic, text_value value) {
    topic = value;
    return forward::is_topic_name(value) ? sv{} : "a name of at most 249 letters, digits and ._-";
}

sv set_flag(bool& flag, text_value value) {
    flag = value == "true" || value == "1";
    return flag || value == "false" || value == "0" ? sv{} : "true or false";
}

sv set_timestamps(config& c, text_value value) {
    if (value != "kernel" && value != "batch") return "kernel or batch";
    c.udp.timestamps = value == "batch" ? udp_timestamps::batch : udp_timestamps::kernel;
    return {};
}

sv set_coalescing(config& c, text_value value) {
    if (value != "auto" && value != "on" && value != "off") return "auto, on or off";
    c.udp.coalescing = value == "on"    ? udp_coalescing::on
                       : value == "off" ? udp_coalescing::off
                                        : udp_coalescing::automatic;
    return {};
}

sv set_log_level(config& c, text_value value) {
    constexpr std::array<sv, 6> levels{"trace", "debug", "info", "warn", "error", "off"};
    if (std::find(levels.begin(), levels.end(), value) == levels.end()) {
        return "trace, debug, info, warn, error or off";
    }
    c.log.level = value;
    return {};
}

sv set_log_format(config& c, text_value value) {
    if (value != "text" && value != "json") return "text or json";
    c.log.format = value == "json" ? log_format::json : log_format::text;
    return {};
}

constexpr std::array table{
    option{"http", "ADDR", "Where HTTP listens (localhost:8080); may be repeated", true, set_http},
    option{"udp", "ADDR",
           "Where UDP listens (:9999); a multicast group is joined: 239.1.2.3:5000%eth0; "
           "may be repeated",
           true, [](config& c, text_value v, bool f) { return set_address(c.udp.listen, v, f); }},
    option{"ring-size", "SIZE", "Bytes of ring (64MiB)", false,
           [](config& c, text_value v, bool) {
               c.ring_size_given = true;
               return set_size(c.ring_size, v, 64 << 10, event_ring::max_capacity,
                               "a size from 64KiB to 32GiB (1048576, 64MiB, 1GiB)");
           }},
    option{"ring-file", "PATH", "Keep the ring in this file: it survives a crash and a restart",
           false,
           [](config& c, text_value v, bool) {
               c.ring_file = v;
               return v.empty() ? sv{"the path of a file"} : sv{};
           }},
    option{"read-only", "",
           "Only show the ring of --ring-file, also while another gateway fills it", false,
           [](config& c, text_value v, bool) { return set_flag(c.read_only, v); }},
    option{"rcvbuf", "SIZE", "UDP receive buffer asked of the kernel (8MiB)", false,
           [](config& c, text_value v, bool) {
               return set_size(c.udp.receive_buffer, v, 1, 1 << 30,
                               "a size from 1 to 1GiB (65536, 8MiB)");
           }},
    option{"timestamps", "WHICH", "When a datagram arrived: kernel, or batch (kernel)", false,
           [](config& c, text_value v, bool) { return set_timestamps(c, v); }},
    option{"gro", "MODE", "Datagrams that come coalesced are taken so: auto, on or off (auto)",
           false, [](config& c, text_value v, bool) { return set_coalescing(c, v); }},
    option{"max-body", "SIZE", "Largest HTTP request body (1MiB)", false,
           [](config& c, text_value v, bool) {
               return set_size(c.http.max_body, v, 0, 256 << 20,
                               "a size up to 256MiB (65536, 1MiB)");
           }},
    option{
        "max-connections", "N", "Open HTTP connections (10000)", false,
        [](config& c, text_value v, bool) { return set_connections(c.http.max_connections, v); }},
    option{"max-connections-per-address", "N",
           "Of those, connections of one client (5000); more get 503", false,
           [](config& c, text_value v, bool) {
               return set_connections(c.http.max_connections_per_address, v);
           }},
    option{"header-timeout", "TIME", "For a request's head, from its first byte (10s)", false,
           [](config& c, text_value v, bool) { return set_timeout(c.http.header_timeout, v); }},
    option{"body-timeout", "TIME", "For a request's body (30s)", false,
           [](config& c, text_value v, bool) { return set_timeout(c.http.body_timeout, v); }},
    option{"idle-timeout", "TIME", "Between requests (60s)", false,
           [](config& c, text_value v, bool) { return set_timeout(c.http.idle_timeout, v); }},
    option{"base-path", "PATH", "Where a proxy has put all addresses (/)", false,
           [](config& c, text_value v, bool) { return set_base_path(c, v); }},
    option{"allow-udp", "CIDR", "Sources whose datagrams are accepted (all); may be repeated", true,
           add_allowed_block},
    option{"allow-host", "NAME",
           "Host names that are answered besides localhost, addresses and those of --http; "
           "may be repeated",
           true, add_allowed_host},
    option{"token-file", "PATH", "Every HTTP request must carry this token", false,
           [](config& c, text_value v, bool) { return read_token(c, v); }},
    option{"tls-cert", "PATH", "Certificate chain (PEM): HTTP speaks TLS; read again at SIGHUP",
           false, [](config& c, text_value v, bool) { return set_pem(c.http.tls_cert, v); }},
    option{"tls-key", "PATH", "Its key (PEM)", false,
           [](config& c, text_value v, bool) { return set_pem(c.http.tls_key, v); }},
    option{"static", "DIR", "Also serve this folder under /static/", false,
           [](config& c, text_value v, bool) { return set_static_folder(c, v); }},
    option{"templates", "DIR", "Pages from this folder instead of the built-in ones", false,
           [](config& c, text_value v, bool) { return set_templates_folder(c, v); }},
    option{"dev", "", "Read --templates again when they change", false,
           [](config& c, text_value v, bool) { return set_flag(c.content.dev, v); }},
    option{"max-commands", "N", "Commands of [commands] that run at once (4); more get 503", false,
           [](config& c, text_value v, bool) {
               return set_count(c.content.max_commands, v, 1'000, "a whole number from 1 to 1000");
           }},
    option{"kafka", "BROKERS", "Forward every event to Kafka (HOST:PORT,...)", false,
           [](config& c, text_value v, bool) { return set_brokers(c.kafka.brokers, v); }},
    option{"kafka-topic", "NAME", "Of --kafka or --from-kafka (events)", false,
           [](config& c, text_value v, bool) { return set_topic(c.kafka.topic, v); }},
    option{"from-kafka", "BROKERS", "Show the events that other gateways forward to Kafka", false,
           [](config& c, text_value v, bool) { return set_brokers(c.kafka.from_brokers, v); }},
    option{"log-level", "LEVEL", "trace, debug, info, warn, error or off (info)", false,
           [](config& c, text_value v, bool) { return set_log_level(c, v); }},
    option{"log-format", "FORMAT", "text or json (text), on standard error", false,
           [](config& c, text_value v, bool) { return set_log_format(c, v); }},
};

} // namespace

std::span<const option> options() {
    return table;
}

} // namespace gateway::app
