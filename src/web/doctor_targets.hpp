#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "web/doctor_facts.hpp"

namespace gateway::web {

// What can be typed into a device as the address of the gateway.
struct doctor_target {
    std::string host; // "192.0.2.1", "2001:db8::1", "239.1.2.3"
    std::uint16_t port = 0;
    std::string text;        // with its port: "192.0.2.1:9999"
    std::string interface;   // "eth0"; of a group may be empty
    std::string listener;    // that takes it: "[::]:9999"
    std::string_view reach;  // "network", "group", "link", "machine", "down"
    std::string who;         // may type it: a sentence
    bool is_reached = false; // who asks came by this address
    bool is_way_out = false; // IPv4, of an interface with the default route

    // Whether a program far away can be given it as it is.
    bool is_for_devices() const { return reach == "network" || reach == "group"; }
};

// Every address of the machine with the port of each listener that takes it: what is best first.
// `reached`: the address by which the one who asks came.
std::vector<doctor_target> targets_of(const doctor_facts& facts, const endpoint& reached);

// "192.0.2.1:9999", "[2001:db8::1]:9999"; a scope, which means something on this machine only, is
// left out.
std::string target_text(const endpoint& address, std::uint16_t port);

} // namespace gateway::web
