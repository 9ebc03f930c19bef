#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Where datagrams and requests go: from HOST:PORT to a socket address.
namespace gateway::sender {

// HOST:PORT, [IPv6]:PORT or [IPv6%scope]:PORT, and for multicast groups HOST:PORT%INTERFACE as
// event-gateway's --udp takes it.
struct host_port {
    std::string host; // without brackets, with %scope
    std::uint16_t port = 0;
    std::string interface; // what multicast leaves by; empty: the system chooses
};

// nullopt where `text` has not this form, or names port 0.
std::optional<host_port> parse_host_port(std::string_view text);

struct socket_address {
    sockaddr_storage storage{};
    socklen_t size = 0;

    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    int family() const { return storage.ss_family; }
};

// All addresses of `target`, best first, for `socket_type` (SOCK_DGRAM, SOCK_STREAM); may wait for
// the system's resolver. Throws std::runtime_error with one line that names the host.
std::vector<socket_address> resolve(const host_port& target, int socket_type);

// "192.0.2.7", "2001:db8::1": no port, no scope.
std::string ip_text(const socket_address& address);

// "192.0.2.7:50312", "[2001:db8::1]:50312": as the gateway writes an event's source.
std::string endpoint_text(const socket_address& address);

} // namespace gateway::sender
