#include "udp-sender/sender_socket.hpp"

#include <fmt/format.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/resource.h>

#include <cerrno>
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
