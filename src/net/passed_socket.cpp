#include "net/passed_socket.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "net/bind.hpp"
#include "text/escape.hpp"

namespace gateway::net {
namespace {

[[noreturn]] void refuse(const passed_socket& passed, std::string_view what) {
    const std::string name =
        passed.name.empty() ? "" : fmt::format(" ({})", text::printable(passed.name));
    throw std::runtime_error(fmt::format(
        "the passed socket {}{} {}; expected a bound UDP socket or a listening TCP socket",
        passed.descriptor, name, what));
}

int option_of(const passed_socket& passed, int option) {
    int value = 0;
    socklen_t length = sizeof value;
    if (::getsockopt(passed.descriptor, SOL_SOCKET, option, &value, &length) != 0) {
        refuse(passed, errno == EBADF ? "is not open" : "is no socket");
    }
    return value;
}

// Zero where it has none.
in_port_t local_port(const passed_socket& passed) {
    sockaddr_in6 at{};
    socklen_t length = sizeof at;
    ::getsockname(passed.descriptor, reinterpret_cast<sockaddr*>(&at), &length);
    return at.sin6_port; // at the same place for IPv4
}

bool is_connected(const passed_socket& passed) {
    sockaddr_storage peer;
    socklen_t length = sizeof peer;
    return ::getpeername(passed.descriptor, reinterpret_cast<sockaddr*>(&peer), &length) == 0;
}

template <class Socket>
Socket take(asio::io_context& io, const passed_socket& passed) {
    using protocol = typename Socket::protocol_type;
    ::fcntl(passed.descriptor, F_SETFD, FD_CLOEXEC);
    const bool v4 = option_of(passed, SO_DOMAIN) == AF_INET;
    Socket socket{io, v4 ? protocol::v4() : protocol::v6(), passed.descriptor};
    socket.non_blocking(true);
    return socket;
}

} // namespace

passed_kind kind_of(const passed_socket& passed) {
    const int family = option_of(passed, SO_DOMAIN);
    if (family == AF_UNIX) refuse(passed, "is a unix socket");
    if (family != AF_INET && family != AF_INET6) refuse(passed, "is not of IPv4 or IPv6");
    const auto is = [&](int type, int protocol) {
        return option_of(passed, SO_TYPE) == type && option_of(passed, SO_PROTOCOL) == protocol;
    };
    const bool udp = is(SOCK_DGRAM, IPPROTO_UDP);
    if (!udp && !is(SOCK_STREAM, IPPROTO_TCP)) refuse(passed, "is not of UDP or TCP");
    if (local_port(passed) == 0) refuse(passed, "is not bound to a port");
    if (udp) {
        if (is_connected(passed)) refuse(passed, "hears only the sender it is connected to");
        return passed_kind::udp;
    }
    if (is_connected(passed)) refuse(passed, "is a single connection (Accept=yes in its unit?)");
    if (option_of(passed, SO_ACCEPTCONN) == 0) refuse(passed, "does not listen");
    return passed_kind::http;
}

asio::ip::udp::socket take_udp(asio::io_context& io, const passed_socket& passed) {
    auto socket = take<asio::ip::udp::socket>(io, passed);
    const auto at = socket.local_endpoint().address();
    if (at.is_multicast()) {
        try {
            join_group(socket, at, at.is_v6() ? at.to_v6().scope_id() : 0);
        } catch (const std::system_error& e) {
            // Whoever passed it may have joined already.
            if (e.code() != std::errc::address_in_use) refuse(passed, e.what());
        }
    }
    return socket;
}

asio::ip::tcp::acceptor take_http(asio::io_context& io, const passed_socket& passed) {
    auto acceptor = take<asio::ip::tcp::acceptor>(io, passed);
    acceptor.listen(asio::socket_base::max_listen_connections);
    return acceptor;
}

} // namespace gateway::net
