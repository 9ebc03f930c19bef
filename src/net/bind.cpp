#include "net/bind.hpp"

#include <fmt/format.h>
#include <net/if.h>
#include <netinet/in.h>

#include <asio/ip/multicast.hpp>
#include <asio/ip/v6_only.hpp>
#include <cerrno>
#include <optional>
#include <system_error>

namespace gateway::net {
namespace {

using asio::ip::address;

struct target {
    address ip;
    bool optional = false; // passed over where the machine has no IPv6
};

[[noreturn]] void fail(std::string_view protocol, std::string_view where, std::error_code ec) {
    throw std::system_error(ec, fmt::format("can't listen on {} {}", protocol, where));
}

std::string as_written(const listen_address& where) {
    const bool brackets = where.host.find(':') != std::string::npos;
    return fmt::format("{}{}{}:{}{}{}", brackets ? "[" : "", where.host, brackets ? "]" : "",
                       where.port, where.group_interface.empty() ? "" : "%", where.group_interface);
}

std::vector<target> resolve(asio::io_context& io, std::string_view protocol,
                            const listen_address& where) {
    if (where.host.empty()) return {{asio::ip::address_v6::any()}};
    // Not asked of a resolver: localhost is always these two (RFC 6761, 6.3).
    if (where.host == "localhost") {
        return {{asio::ip::address_v4::loopback()}, {asio::ip::address_v6::loopback(), true}};
    }
    asio::error_code ec;
    address literal = asio::ip::make_address(where.host, ec);
    if (!ec && literal.is_v6() && !where.group_interface.empty()) {
        // A group of a link's scope can be bound only together with its link.
        literal = asio::ip::address_v6{literal.to_v6().to_bytes(),
                                       ::if_nametoindex(where.group_interface.c_str())};
    }
    if (!ec) return {{literal}};
    asio::ip::udp::resolver resolver{io};
    const auto found = resolver.resolve(where.host, "", ec);
    if (ec) fail(protocol, as_written(where), ec);
    std::vector<target> targets;
    for (const auto& entry : found) targets.push_back({entry.endpoint().address()});
    return targets;
}

bool has_no_ipv6(std::error_code ec) {
    return ec == std::errc::address_family_not_supported || ec == std::errc::address_not_available;
}

template <class Socket>
std::error_code open_and_bind(Socket& socket, const address& ip, std::uint16_t port, bool reuse) {
    const typename Socket::protocol_type::endpoint at{ip, port};
    asio::error_code ec;
    socket.open(at.protocol(), ec);
    if (!ec && ip.is_v6()) {
        socket.set_option(asio::ip::v6_only{ip != asio::ip::address_v6::any()}, ec);
    }
    if (!ec && reuse) socket.set_option(asio::socket_base::reuse_address{true}, ec);
    if (!ec) socket.bind(at, ec);
    return ec;
}

// Opens a socket for each address; the port that the first one was given serves the next ones too.
template <class Socket>
std::vector<Socket> bind_all(asio::io_context& io, std::string_view protocol,
                             const listen_address& where, bool reuse) {
    std::vector<Socket> sockets;
    std::uint16_t port = where.port;
    for (const target& t : resolve(io, protocol, where)) {
        Socket socket{io};
        std::error_code ec = open_and_bind(socket, t.ip, port, reuse);
        if (has_no_ipv6(ec) && t.optional) continue;
        if (has_no_ipv6(ec) && where.host.empty()) {
            socket = Socket{io};
            ec = open_and_bind(socket, asio::ip::address_v4::any(), port, reuse);
        }
        if (!ec) port = socket.local_endpoint(ec).port();
        if (!ec) socket.non_blocking(true, ec);
        if (ec) fail(protocol, as_written(where), ec);
        sockets.push_back(std::move(socket));
    }
    return sockets;
}

// The interface that a group is joined on: behind the port, or in the address ("[ff02::1%eth0]").
unsigned group_interface(const address& group, const std::string& name) {
    if (name.empty()) return group.is_v6() ? static_cast<unsigned>(group.to_v6().scope_id()) : 0;
    const unsigned index = ::if_nametoindex(name.c_str());
    if (index == 0) {
        throw std::system_error(errno, std::generic_category(),
                                fmt::format("no interface '{}'", name));
    }
    return index;
}

} // namespace

void join_group(asio::ip::udp::socket& socket, const address& group, unsigned index) {
    const int fd = socket.native_handle();
    int result = 0;
    if (group.is_v4()) {
        ip_mreqn request{};
        request.imr_multiaddr.s_addr = htonl(group.to_v4().to_uint());
        request.imr_ifindex = static_cast<int>(index);
        // Only groups joined by this very socket, not by any other on the machine.
        const int all = 0;
        result = ::setsockopt(fd, IPPROTO_IP, IP_MULTICAST_ALL, &all, sizeof all);
        if (result == 0) {
            result = ::setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &request, sizeof request);
        }
    } else {
        ipv6_mreq request{};
        const auto bytes = group.to_v6().to_bytes();
        std::copy(bytes.begin(), bytes.end(), request.ipv6mr_multiaddr.s6_addr);
        request.ipv6mr_interface = index;
        result = ::setsockopt(fd, IPPROTO_IPV6, IPV6_JOIN_GROUP, &request, sizeof request);
    }
    if (result != 0) throw std::system_error(errno, std::generic_category(), "can't join");
}

std::vector<asio::ip::udp::socket> bind_udp(asio::io_context& io, const listen_address& where) {
    asio::error_code ec;
    const address literal = asio::ip::make_address(where.host, ec);
    const bool group = !ec && literal.is_multicast();
    if (!group && !where.group_interface.empty()) {
        fail("udp", as_written(where), std::make_error_code(std::errc::invalid_argument));
    }
    // Several programs may listen to one group; a unicast port belongs to one.
    auto sockets = bind_all<asio::ip::udp::socket>(io, "udp", where, group);
    if (group) {
        try {
            join_group(sockets.front(), literal, group_interface(literal, where.group_interface));
        } catch (const std::system_error& e) {
            throw std::system_error(
                e.code(), fmt::format("can't join the group of udp {}", as_written(where)));
        }
    }
    return sockets;
}

std::vector<asio::ip::tcp::acceptor> bind_http(asio::io_context& io, const listen_address& where) {
    auto acceptors = bind_all<asio::ip::tcp::acceptor>(io, "http", where, true);
    for (auto& acceptor : acceptors) {
        asio::error_code ec;
        acceptor.listen(asio::socket_base::max_listen_connections, ec);
        if (ec) fail("http", as_written(where), ec);
    }
    return acceptors;
}

std::string to_string(const address& ip, std::uint16_t port) {
    return fmt::format(fmt::runtime(ip.is_v6() ? "[{}]:{}" : "{}:{}"), ip.to_string(), port);
}

endpoint to_endpoint(const asio::ip::tcp::endpoint& e) {
    endpoint out;
    out.port = e.port();
    const address ip = e.address();
    const auto v6 =
        ip.is_v6() ? ip.to_v6() : asio::ip::make_address_v6(asio::ip::v4_mapped, ip.to_v4());
    const auto bytes = v6.to_bytes();
    std::copy(bytes.begin(), bytes.end(), out.address.begin());
    out.scope = static_cast<std::uint32_t>(v6.scope_id());
    return out;
}

} // namespace gateway::net
