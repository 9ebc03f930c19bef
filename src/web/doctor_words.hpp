#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "web/doctor_facts.hpp"

// What the doctor says of one thing: sentences, and commands to copy. Plain functions.
namespace gateway::web {

// Only programs on this machine reach it.
bool is_loopback_only(const udp_door& door);

// Of what an HTTP address says: "https://[::1]:8080/".
bool is_tls(std::string_view url);
bool is_local(std::string_view url);

// "on every address of this machine, IPv4 and IPv6"
std::string reach_of(const udp_door& door, const doctor_facts& facts);

// The command that lets the kernel grant what was asked for; empty where it has.
std::string buffer_command(const udp_door& door);

// What to do about what the kernel has dropped; empty where that is nothing.
std::string loss_advice(const udp_door& door);

// Why a datagram was rejected, and what to start with instead.
std::string rejection_reason(const doctor_facts& facts);

// The ports that devices send to, each once.
std::vector<std::uint16_t> device_ports(const doctor_facts& facts);

// One a line.
std::string open_commands(const firewall& f, const std::vector<std::uint16_t>& ports);

// Shows what arrives at the interfaces, before any firewall.
std::string watch_command(const std::vector<std::uint16_t>& ports);

struct place {
    std::string_view name; // "Docker"
    std::string_view hint;
    std::string command;     // empty: there is none
    std::string second = {}; // where it takes two
};
place place_of(surroundings s, const std::vector<std::uint16_t>& ports);

} // namespace gateway::web
