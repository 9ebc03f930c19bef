#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/event.hpp"

// What the doctor is told of the machine and of the sockets, by who knows them. What can't be read
// is not there.
namespace gateway::web {

// An address of this machine.
struct own_address {
    std::string interface;
    endpoint address; // port 0
    bool is_up = false, is_loopback = false, is_link_local = false;
    bool leads_out = false; // by the default route
};

// A bound UDP socket.
struct udp_door {
    std::string name; // "[::]:9999"
    endpoint bound;
    bool takes_ipv4 = true, takes_ipv6 = true;
    bool is_group = false;
    std::string group_interface; // of a group, where one was given
    std::uint64_t buffer_asked = 0, buffer_granted = 0;
    std::uint64_t received = 0, kernel_dropped = 0;
};

// The last datagram of a source that is not allowed.
struct rejected_datagram {
    endpoint source, local;
    std::int64_t time_ns = 0;
};

// What the kernel counts for all UDP sockets of the machine (of its network namespace).
struct udp_errors {
    std::string_view family; // "IPv4"
    std::uint64_t in_errors = 0, receive_buffer_errors = 0, checksum_errors = 0, no_ports = 0;
};

// A firewall that may be in the way, found by its files.
struct firewall {
    std::string_view name; // "ufw", "firewalld", "nftables", "iptables"
    bool is_on = false;    // it begins with the machine
    std::string found;     // the file that says so
};

// Where the gateway runs, if that is not simply a machine.
enum class surroundings : std::uint8_t { docker, podman, kubernetes, container, wsl1, wsl2 };

struct doctor_facts {
    std::vector<own_address> addresses;
    std::vector<udp_door> udp;
    std::vector<std::string> http; // "http://127.0.0.1:8080/"
    bool asks_for_token = false;
    std::vector<std::string> allow_udp; // empty: every source
    std::optional<rejected_datagram> last_rejected;
    std::vector<udp_errors> machine;
    std::vector<firewall> firewalls;
    std::vector<surroundings> around;
};

// A datagram that the gateway has sent to one of its listeners.
struct sent_to_self {
    std::string listener; // its name
    endpoint from, to;
    std::int64_t sent_ns = 0;
    std::string error;      // not empty: why it was not sent
    bool is_allowed = true; // by --allow-udp
};

struct doctor_tools {
    std::function<doctor_facts()> examine;
    // To each listener one with this text.
    std::function<std::vector<sent_to_self>(std::string_view text)> send_to_self;
};

} // namespace gateway::web
