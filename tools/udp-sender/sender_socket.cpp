#include "udp-sender/sender_socket.hpp"

#include <fmt/format.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/resource.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "text/escape.hpp"

namespace gateway::sender {
namespace {

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

template <typename Value>
bool set_option(const file_descriptor& socket, int level, int name, const Value& value) {
    return ::setsockopt(socket.get(), level, name, &value, sizeof value) == 0;
}

void set_multicast_interface(const file_descriptor& socket, int family,
                             const std::string& interface) {
    const unsigned index = ::if_nametoindex(interface.c_str());
    ip_mreqn ipv4{};
    ipv4.imr_ifindex = static_cast<int>(index);
    const bool done =
        index != 0 &&
        (family == AF_INET6 ? set_option(socket, IPPROTO_IPV6, IPV6_MULTICAST_IF, index)
                            : set_option(socket, IPPROTO_IP, IP_MULTICAST_IF, ipv4));
    if (!done) fail(fmt::format("interface '{}'", text::printable(interface)));
}

} // namespace

file_descriptor open_sender_socket(const socket_address& destination,
                                   const std::string& interface) {
    const std::string name = endpoint_text(destination);
    file_descriptor socket(::socket(destination.family(), SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDP));
    if (!socket) fail(name);
    set_option(socket, SOL_SOCKET, SO_BROADCAST, 1);
    set_option(socket, SOL_SOCKET, SO_SNDTIMEO, timeval{1, 0});
    if (!interface.empty()) set_multicast_interface(socket, destination.family(), interface);
    if (::connect(socket.get(), destination.get(), destination.size) != 0) fail(name);
    return socket;
}

void check_fits_unfragmented(const file_descriptor& socket, const socket_address& destination,
                             std::size_t size) {
    const bool ipv6 = destination.family() == AF_INET6;
    const std::size_t headers = ipv6 ? 40 + 8 : 20 + 8;
    int mtu = 0;
    socklen_t length = sizeof mtu;
    const int result = ipv6 ? ::getsockopt(socket.get(), IPPROTO_IPV6, IPV6_MTU, &mtu, &length)
                            : ::getsockopt(socket.get(), IPPROTO_IP, IP_MTU, &mtu, &length);
    if (result != 0 || size + headers <= static_cast<std::size_t>(mtu)) return;
    throw std::runtime_error(fmt::format(
        "--gso: datagrams of {} bytes are too large for {}; expected at most {}, as "
        "its MTU is {} and they can't be fragmented",
        size, endpoint_text(destination), static_cast<std::size_t>(mtu) - headers, mtu));
}

socket_address local_address(const file_descriptor& socket) {
    socket_address address;
    address.size = sizeof address.storage;
    ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address.storage), &address.size);
    return address;
}

void raise_file_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace gateway::sender
