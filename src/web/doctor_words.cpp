#include "web/doctor_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "text/address.hpp"
#include "web/doctor_targets.hpp"

namespace gateway::web {
namespace {

std::string address_of(const endpoint& e) {
    std::string out;
    text::append_address(out, e);
    return out;
}

bool is_everywhere(const udp_door& door) {
    const std::string bound = address_of(door.bound);
    return bound == "0.0.0.0" || bound == "::";
}

// As the options take it.
std::string size_text(std::uint64_t bytes) {
    constexpr std::uint64_t mebi = std::uint64_t{1} << 20;
    return bytes % mebi == 0 ? fmt::format("{}MiB", bytes / mebi) : std::to_string(bytes);
}

std::string for_ports(const std::vector<std::uint16_t>& ports, fmt::string_view line) {
    std::string out;
    for (const std::uint16_t port : ports) {
        if (!out.empty()) out += '\n';
        out += fmt::format(fmt::runtime(line), port);
    }
    return out;
}

std::string published(const std::vector<std::uint16_t>& ports, std::string_view program) {
    std::string out = fmt::format("{} run", program);
    for (const std::uint16_t port : ports) out += fmt::format(" -p {0}:{0}/udp", port);
    return out + " IMAGE";
}

constexpr std::string_view docker_hint =
    "The addresses of a container mean something on its host alone. Publish the port, and type the "
    "address of the host into the device. With --network host the gateway has the host's own "
    "addresses, and sees who really sent.";
constexpr std::string_view kubernetes_hint =
    "The addresses of a pod mean something in its cluster alone. A Service of type NodePort or "
    "LoadBalancer with protocol: UDP leads to it from outside.";
constexpr std::string_view container_hint =
    "The addresses of a container mean something on its host alone, unless it is bridged into the "
    "network of the devices: then its host has to forward the port.";
constexpr std::string_view wsl2_hint =
    "WSL 2 has a network of its own behind Windows, which forwards no UDP to it. With mirrored "
    "networking it has the addresses of Windows: put these lines into %UserProfile%\\.wslconfig, "
    "run wsl --shutdown, and let the port in (PowerShell, as administrator).";
constexpr std::string_view wsl1_hint =
    "WSL 1 has the addresses of Windows, whose firewall decides (PowerShell, as administrator).";

} // namespace

bool is_loopback_only(const udp_door& door) {
    const std::string bound = address_of(door.bound);
    return bound.starts_with("127.") || bound == "::1";
}

bool is_tls(std::string_view url) {
    return url.starts_with("https:");
}

bool is_local(std::string_view url) {
    const std::string_view host = url.substr(std::min(url.size(), url.find("//")));
    return host.starts_with("//127.") || host.starts_with("//[::1]");
}

std::string reach_of(const udp_door& door, const doctor_facts& facts) {
    if (door.is_group) {
        return fmt::format("in the group {}{}{}: it takes what is sent to the group",
                           address_of(door.bound), door.group_interface.empty() ? "" : " on ",
                           door.group_interface);
    }
    if (is_everywhere(door)) {
        return fmt::format("on every address of this machine, {}", !door.takes_ipv6 ? "IPv4 only"
                                                                   : !door.takes_ipv4
                                                                       ? "IPv6 only"
                                                                       : "IPv4 and IPv6");
    }
    if (is_loopback_only(door)) {
        return fmt::format("on this machine alone: no device can reach it. Start with --udp :{}",
                           door.bound.port);
    }
    const auto has = [&](const own_address& a) { return a.address.address == door.bound.address; };
    const auto at = std::find_if(facts.addresses.begin(), facts.addresses.end(), has);
    if (at == facts.addresses.end()) return "on an address that no interface has now";
    return fmt::format("on one address alone, that of {}", at->interface);
}

std::string buffer_command(const udp_door& door) {
    if (door.buffer_granted >= door.buffer_asked) return {};
    return fmt::format("sudo sysctl -w net.core.rmem_max={}", door.buffer_asked);
}

std::string loss_advice(const udp_door& door) {
    if (door.kernel_dropped == 0) return {};
    if (door.buffer_granted < door.buffer_asked) {
        return "The receive buffer was full when they came. Over a burst a larger one helps: let "
               "the kernel grant it with the command above, and start the gateway again.";
    }
    const std::string twice = size_text(2 * door.buffer_asked);
    return fmt::format(
        "The receive buffer was full when they came. Over a burst a larger one helps: start with "
        "--rcvbuf {}. Where they come faster than one processor takes them, nothing but less of "
        "them does.",
        twice);
}

std::string rejection_reason(const doctor_facts& facts) {
    if (!facts.last_rejected) return {};
    const std::string source = address_of(facts.last_rejected->source);
    return fmt::format(
        "--allow-udp names {}, and {} is not in it. To let it in, start with "
        "--allow-udp {} as well.",
        fmt::join(facts.allow_udp, ", "), source, source);
}

std::vector<std::uint16_t> device_ports(const doctor_facts& facts) {
    std::vector<std::uint16_t> ports;
    const auto add = [&](bool loopback) {
        for (const udp_door& door : facts.udp) {
            if (is_loopback_only(door) != loopback) continue;
            if (std::find(ports.begin(), ports.end(), door.bound.port) == ports.end()) {
                ports.push_back(door.bound.port);
            }
        }
    };
    add(false);
    if (ports.empty()) add(true);
    return ports;
}

std::string open_commands(const firewall& f, const std::vector<std::uint16_t>& ports) {
    if (f.name == "ufw") return for_ports(ports, "sudo ufw allow {}/udp");
    if (f.name == "firewalld") {
        return for_ports(ports, "sudo firewall-cmd --add-port={}/udp") +
               "\nsudo firewall-cmd --runtime-to-permanent";
    }
    if (f.name == "nftables") {
        return for_ports(ports, "sudo nft insert rule inet filter input udp dport {} accept");
    }
    return for_ports(ports,
                     "sudo iptables -I INPUT -p udp --dport {0} -j ACCEPT\n"
                     "sudo ip6tables -I INPUT -p udp --dport {0} -j ACCEPT");
}

std::string watch_command(const std::vector<std::uint16_t>& ports) {
    if (ports.empty()) return {};
    std::string filter;
    for (const std::uint16_t port : ports) {
        filter += fmt::format("{}udp port {}", filter.empty() ? "" : " or ", port);
    }
    if (ports.size() > 1) filter = fmt::format("'{}'", filter);
    return fmt::format("sudo tcpdump -ni any {}", filter);
}

place place_of(surroundings s, const std::vector<std::uint16_t>& ports) {
    switch (s) {
        case surroundings::docker:
            return {"a Docker container", docker_hint, published(ports, "docker")};
        case surroundings::podman:
            return {"a Podman container", docker_hint, published(ports, "podman")};
        case surroundings::kubernetes:
            return {"a Kubernetes pod", kubernetes_hint, {}};
        case surroundings::wsl2:
            return {"WSL 2", wsl2_hint, "[wsl2]\nnetworkingMode=mirrored",
                    for_ports(ports,
                              "New-NetFirewallHyperVRule -Name event-gateway-{0} -DisplayName "
                              "event-gateway-{0} -Direction Inbound -VMCreatorId "
                              "'{{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}}' -Protocol UDP "
                              "-LocalPorts {0}")};
        case surroundings::wsl1:
            return {"WSL 1", wsl1_hint,
                    for_ports(ports,
                              "New-NetFirewallRule -DisplayName event-gateway-{0} "
                              "-Direction Inbound -Protocol UDP -LocalPort {0} -Action "
                              "Allow")};
        case surroundings::container:
            break;
    }
    return {"a container", container_hint, {}};
}

} // namespace gateway::web
