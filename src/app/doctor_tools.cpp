#include "app/doctor_tools.hpp"

#include <net/if.h>

#include <utility>

#include "app/surroundings.hpp"
#include "net/bind.hpp"
#include "net/interfaces.hpp"
#include "net/self_datagram.hpp"

namespace gateway::app {
namespace {

// The interface that the options name for the group that a socket is bound to; empty where they
// name none, or for any other socket.
std::string group_interface(const udp_options& options, const asio::ip::udp::endpoint& bound) {
    for (const listen_address& l : options.listen) {
        asio::error_code ec;
        const auto host = asio::ip::make_address(l.host, ec);
        if (ec || !host.is_multicast() || host.is_v4() != bound.address().is_v4()) continue;
        const bool same = host.is_v4()
                              ? host == bound.address()
                              : host.to_v6().to_bytes() == bound.address().to_v6().to_bytes();
        if (same && (l.port == bound.port() || l.port == 0)) return l.group_interface;
    }
    return {};
}

web::udp_door examine(const net::udp_listener& l, const udp_options& options) {
    web::udp_door door;
    const asio::ip::udp::endpoint& bound = l.bound();
    door.name = l.name();
    door.bound = net::to_endpoint({bound.address(), bound.port()});
    door.takes_ipv4 = l.takes_ipv4();
    door.takes_ipv6 = bound.address().is_v6();
    door.is_group = bound.address().is_multicast();
    door.group_interface = group_interface(options, bound);
    door.buffer_asked = l.buffer_asked();
    door.buffer_granted = l.buffer_granted();
    door.received = l.received;
    door.kernel_dropped = l.kernel_dropped();
    return door;
}

std::vector<web::own_address> own_addresses() {
    std::vector<web::own_address> addresses;
    for (net::interface_address& a : net::interface_addresses()) {
        addresses.push_back({std::move(a.interface), a.address, a.is_up, a.is_loopback,
                             a.is_link_local, a.leads_out});
    }
    return addresses;
}

web::doctor_facts examine(const udp_options& options, bool token, net::udp_receiver& udp,
                          const net::http_server& http) {
    web::doctor_facts facts;
    facts.addresses = own_addresses();
    for (const net::udp_listener& l : udp.listeners()) facts.udp.push_back(examine(l, options));
    facts.http = http.urls();
    facts.asks_for_token = token;
    facts.allow_udp = options.allow;
    if (const auto& last = udp.last_rejected(); last.time_ns != 0) {
        facts.last_rejected = {last.source, last.local, last.time_ns};
    }
    facts.machine = read_udp_errors("/");
    facts.firewalls = find_firewalls("/");
    facts.around = find_surroundings("/");
    return facts;
}

web::sent_to_self send(const net::udp_listener& l, const udp_options& options,
                       const net::udp_receiver& udp, std::string_view text) {
    const std::string interface = group_interface(options, l.bound());
    const unsigned index = interface.empty() ? 0 : ::if_nametoindex(interface.c_str());
    net::self_datagram sent = net::send_to(l, index, text);
    const bool allowed = udp.is_allowed(sent.from);
    return {l.name(), sent.from, sent.to, sent.sent_ns, std::move(sent.error), allowed};
}

} // namespace

web::doctor_tools make_doctor_tools(const config& settings, net::udp_receiver& udp,
                                    const net::http_server& http) {
    web::doctor_tools tools;
    const bool token = !settings.http.token.empty();
    tools.examine = [options = settings.udp, token, &udp, &http] {
        return examine(options, token, udp, http);
    };
    tools.send_to_self = [options = settings.udp, &udp](std::string_view text) {
        std::vector<web::sent_to_self> sent;
        for (const net::udp_listener& l : udp.listeners())
            sent.push_back(send(l, options, udp, text));
        return sent;
    };
    return tools;
}

} // namespace gateway::app
