#include "net/interfaces.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>

namespace gateway::net {
namespace {

// Which interfaces have a route to everywhere, as /proc/net/route and /proc/net/ipv6_route tell.
std::set<std::string> ways_out_v4() {
    std::set<std::string> names;
    std::ifstream file{"/proc/net/route"};
    for (std::string line; std::getline(file, line);) {
        std::istringstream columns{line};
        std::string name, destination;
        if (columns >> name >> destination && destination == "00000000") names.insert(name);
    }
    return names;
}

std::set<std::string> ways_out_v6() {
    std::set<std::string> names;
    std::ifstream file{"/proc/net/ipv6_route"};
    for (std::string line; std::getline(file, line);) {
        std::istringstream columns{line};
        std::string destination, prefix, name;
        if (!(columns >> destination >> prefix) || prefix != "00") continue;
        for (int skipped = 0; skipped < 8; ++skipped) columns >> name;
        if (name != "lo") names.insert(name); // there ends what has no route
    }
    return names;
}

endpoint of(const sockaddr_in& in) {
    endpoint e;
    e.address[10] = e.address[11] = 0xff;
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&in.sin_addr);
    std::copy_n(bytes, 4, e.address.begin() + 12);
    return e;
}

endpoint of(const sockaddr_in6& in) {
    endpoint e;
    std::copy_n(in.sin6_addr.s6_addr, 16, e.address.begin());
    e.scope = in.sin6_scope_id;
    return e;
}

} // namespace

std::vector<interface_address> interface_addresses() {
    std::vector<interface_address> found;
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0) return found;
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner{first, &::freeifaddrs};
    const std::set<std::string> out_v4 = ways_out_v4(), out_v6 = ways_out_v6();
    for (const ifaddrs* i = first; i != nullptr; i = i->ifa_next) {
        if (i->ifa_addr == nullptr) continue;
        interface_address a;
        a.interface = i->ifa_name;
        a.is_up = (i->ifa_flags & IFF_UP) != 0 && (i->ifa_flags & IFF_RUNNING) != 0;
        a.is_loopback = (i->ifa_flags & IFF_LOOPBACK) != 0;
        if (i->ifa_addr->sa_family == AF_INET) {
            const auto& in = reinterpret_cast<const sockaddr_in&>(*i->ifa_addr);
            a.address = of(in);
            a.is_link_local = (ntohl(in.sin_addr.s_addr) >> 16) == 0xa9fe;
            a.leads_out = out_v4.contains(a.interface);
        } else if (i->ifa_addr->sa_family == AF_INET6) {
            const auto& in = reinterpret_cast<const sockaddr_in6&>(*i->ifa_addr);
            a.address = of(in);
            a.is_link_local = IN6_IS_ADDR_LINKLOCAL(&in.sin6_addr);
            a.leads_out = out_v6.contains(a.interface);
        } else {
            continue;
        }
        found.push_back(std::move(a));
    }
    return found;
}

} // namespace gateway::net
