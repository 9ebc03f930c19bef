#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace gateway::tests {

// An address and port as text says them: "127.0.0.1:80", "[::1]:80".
struct endpoint {
    std::string host; // without brackets; a %zone is dropped
    std::uint16_t port = 0;

    // Reads "HOST:PORT" up to the first character that belongs to neither.
    static endpoint parse(std::string_view text);

    std::string text() const;
    bool is_v6() const { return host.find(':') != std::string::npos; }
};

// The same for the socket calls.
struct socket_address {
    sockaddr_storage storage{};
    socklen_t size = 0;

    static socket_address of(const endpoint& to);
    endpoint to_endpoint() const;
    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

// The address that the socket `fd` is bound to.
endpoint local_endpoint(int fd);

} // namespace gateway::tests
