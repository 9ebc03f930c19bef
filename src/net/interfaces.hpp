#pragma once

#include <string>
#include <vector>

#include "gateway/event.hpp"

namespace gateway::net {

// An address of this machine, as its network namespace has it.
struct interface_address {
    std::string interface; // "eth0"
    endpoint address;      // port 0
    bool is_up = false;
    bool is_loopback = false;
    bool is_link_local = false; // 169.254.0.0/16, fe80::/10
    bool leads_out = false;     // the interface of the default route of this family
};

// All of them, in the kernel's order (getifaddrs(3)). Where the kernel tells nothing the list is
// empty.
std::vector<interface_address> interface_addresses();

} // namespace gateway::net
