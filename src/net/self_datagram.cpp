#include "net/self_datagram.hpp"

#include <net/if.h>
#include <netinet/in.h>

#include <asio/buffer.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/multicast.hpp>
#include <asio/ip/udp.hpp>

#include "loop/clock.hpp"
#include "net/bind.hpp"

namespace gateway::net {
namespace {

using asio::ip::udp;

// Where a listener that takes everything is reached on this machine: as most devices would, by
// IPv4.
udp::endpoint reachable(const udp_listener& listener) {
    const udp::endpoint& bound = listener.bound();
    if (!bound.address().is_unspecified()) return bound;
    if (!listener.takes_ipv4()) return {asio::ip::address_v6::loopback(), bound.port()};
    return {asio::ip::address_v4::loopback(), bound.port()};
}

void choose_interface(udp::socket& socket, bool v4, unsigned index, asio::error_code& ec) {
    if (index == 0) return;
    if (!v4) {
        socket.set_option(asio::ip::multicast::outbound_interface{index}, ec);
        return;
    }
    ip_mreqn request{};
    request.imr_ifindex = static_cast<int>(index);
    const int fd = socket.native_handle();
    if (::setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &request, sizeof request) != 0) {
        ec = asio::error_code{errno, asio::error::get_system_category()};
    }
}

} // namespace

self_datagram send_to(const udp_listener& listener, unsigned group_interface,
                      std::string_view payload) {
    self_datagram sent;
    asio::error_code ec;
    const udp::endpoint to = reachable(listener);
    sent.to = to_endpoint({to.address(), to.port()});
    asio::io_context io;
    udp::socket socket{io};
    socket.open(to.protocol(), ec);
    if (!ec && to.address().is_multicast()) {
        choose_interface(socket, to.address().is_v4(), group_interface, ec);
    }
    if (!ec) socket.connect(to, ec); // the kernel chooses the address that it comes from
    if (!ec) socket.non_blocking(true, ec);
    if (!ec) {
        const udp::endpoint from = socket.local_endpoint(ec);
        sent.from = to_endpoint({from.address(), from.port()});
        sent.sent_ns = loop::utc_now_ns();
    }
    if (!ec) socket.send(asio::buffer(payload.data(), payload.size()), 0, ec);
    if (ec) sent.error = ec.message();
    return sent;
}

} // namespace gateway::net
