#include "web/doctor_targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "text/address.hpp"

namespace gateway::web {
namespace {

// What is better comes first: nearly every device knows IPv4, few know an interface's name.
enum class rank : std::uint8_t {
    ipv4_out,
    ipv4,
    group,
    ipv4_virtual,
    ipv6_out,
    ipv6,
    link,
    machine,
    down
};

struct ranked {
    rank at;
    doctor_target target;
};

bool same_address(const endpoint& a, const endpoint& b) {
    return a.address == b.address;
}

bool is_unspecified(const endpoint& e) {
    const auto zero = [](std::uint8_t byte) { return byte == 0; };
    const std::size_t from = text::is_ipv4(e) ? 12 : 0;
    return std::all_of(e.address.begin() + static_cast<std::ptrdiff_t>(from), e.address.end(),
                       zero);
}

// Networks that programs make for themselves: no device is plugged into them.
bool is_virtual(std::string_view interface) {
    constexpr std::array<std::string_view, 12> beginnings{"docker", "br-",    "veth",    "virbr",
                                                          "cni",    "cali",   "flannel", "lxc",
                                                          "lxdbr",  "podman", "vmnet",   "vboxnet"};
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](std::string_view b) { return interface.starts_with(b); });
}

bool is_vpn(std::string_view interface) {
    constexpr std::array<std::string_view, 5> beginnings{"tun", "tap", "wg", "tailscale", "zt"};
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&](std::string_view b) { return interface.starts_with(b); });
}

bool takes(const udp_door& door, const own_address& a) {
    if (door.is_group) return false;
    if (!is_unspecified(door.bound)) return same_address(door.bound, a.address);
    return text::is_ipv4(a.address) ? door.takes_ipv4 : door.takes_ipv6;
}

rank rank_of(const own_address& a) {
    if (!a.is_up) return rank::down;
    if (a.is_loopback) return rank::machine;
    if (a.is_link_local) return rank::link;
    const bool odd = is_virtual(a.interface) || is_vpn(a.interface);
    if (text::is_ipv4(a.address)) {
        if (odd) return rank::ipv4_virtual;
        return a.leads_out ? rank::ipv4_out : rank::ipv4;
    }
    return a.leads_out && !odd ? rank::ipv6_out : rank::ipv6;
}

std::string_view reach_of(rank r) {
    switch (r) {
        case rank::group:
            return "group";
        case rank::link:
            return "link";
        case rank::machine:
            return "machine";
        case rank::down:
            return "down";
        default:
            return "network";
    }
}

std::string who_types(const own_address& a, rank r) {
    if (r == rank::down) return fmt::format("Nobody now: {} is down.", a.interface);
    if (r == rank::machine) return "Programs on this machine, nobody else.";
    if (r == rank::link && text::is_ipv4(a.address)) {
        return fmt::format("Devices on the same link as {} that gave themselves an address, too.",
                           a.interface);
    }
    if (r == rank::link) {
        return fmt::format(
            "Devices on the same link as {}, with the name of their own interface "
            "behind it (%eth0).",
            a.interface);
    }
    if (is_vpn(a.interface)) return fmt::format("Devices in the VPN of {}.", a.interface);
    if (is_virtual(a.interface)) {
        return fmt::format("Containers and virtual machines in the network of {}.", a.interface);
    }
    return fmt::format("Devices {}in the same network ({}) type this.",
                       text::is_ipv4(a.address) ? "" : "with IPv6 ", a.interface);
}

doctor_target make_target(const endpoint& address, const udp_door& door, rank r) {
    doctor_target t;
    endpoint bare = address;
    bare.scope = 0;
    text::append_address(t.host, bare);
    t.port = door.bound.port;
    t.text = target_text(address, t.port);
    t.listener = door.name;
    t.reach = reach_of(r);
    return t;
}

ranked of_group(const udp_door& door) {
    ranked r{rank::group, make_target(door.bound, door, rank::group)};
    r.target.interface = door.group_interface;
    r.target.who = fmt::format(
        "Devices that send to this group in the network of {}.",
        door.group_interface.empty() ? "the interface that it is joined on" : door.group_interface);
    return r;
}

ranked of_address(const own_address& a, const udp_door& door, const endpoint& reached) {
    const rank at = rank_of(a);
    ranked r{at, make_target(a.address, door, at)};
    r.target.interface = a.interface;
    r.target.who = who_types(a, at);
    r.target.is_reached = same_address(a.address, reached);
    r.target.is_way_out = at == rank::ipv4_out;
    return r;
}

// Of equals the one by which somebody came is known to work; else they stay in their order.
bool is_better(const ranked& a, const ranked& b) {
    if (a.at != b.at) return a.at < b.at;
    return a.target.is_reached && !b.target.is_reached;
}

void insert(std::vector<ranked>& all, ranked r) {
    all.insert(std::upper_bound(all.begin(), all.end(), r, is_better), std::move(r));
}

} // namespace

std::string target_text(const endpoint& address, std::uint16_t port) {
    endpoint bare = address;
    bare.scope = 0;
    bare.port = port;
    return text::to_string(bare);
}

std::vector<doctor_target> targets_of(const doctor_facts& facts, const endpoint& reached) {
    std::vector<ranked> all;
    for (const udp_door& door : facts.udp) {
        if (door.is_group) insert(all, of_group(door));
        for (const own_address& a : facts.addresses) {
            if (takes(door, a)) insert(all, of_address(a, door, reached));
        }
    }
    std::vector<doctor_target> targets;
    targets.reserve(all.size());
    for (ranked& r : all) targets.push_back(std::move(r.target));
    return targets;
}

} // namespace gateway::web
