#include "support/endpoint.hpp"

#include <arpa/inet.h>

#include <array>
#include <cstring>
#include <stdexcept>

namespace gateway::tests {

endpoint endpoint::parse(std::string_view text) {
    endpoint result;
    const bool bracketed = text.starts_with('[');
    const std::size_t host_end = text.find(bracketed ? ']' : ':');
    if (host_end == std::string_view::npos) throw std::invalid_argument("no address");
    result.host = text.substr(bracketed ? 1 : 0, host_end - (bracketed ? 1 : 0));
    result.host.resize(std::min(result.host.size(), result.host.find('%')));
    std::size_t at = host_end + (bracketed ? 2 : 1);
    unsigned port = 0;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
        port = port * 10 + static_cast<unsigned>(text[at] - '0');
    }
    result.port = static_cast<std::uint16_t>(port);
    return result;
}

std::string endpoint::text() const {
    return (is_v6() ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

socket_address socket_address::of(const endpoint& to) {
    socket_address result;
    if (to.is_v6()) {
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(to.port);
        if (inet_pton(AF_INET6, to.host.c_str(), &v6.sin6_addr) != 1) {
            throw std::invalid_argument("no IPv6 address: " + to.host);
        }
        std::memcpy(&result.storage, &v6, sizeof v6);
        result.size = sizeof v6;
        return result;
    }
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(to.port);
    if (inet_pton(AF_INET, to.host.c_str(), &v4.sin_addr) != 1) {
        throw std::invalid_argument("no IPv4 address: " + to.host);
    }
    std::memcpy(&result.storage, &v4, sizeof v4);
    result.size = sizeof v4;
    return result;
}

endpoint socket_address::to_endpoint() const {
    std::array<char, INET6_ADDRSTRLEN> host{};
    if (storage.ss_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &storage, sizeof v6);
        inet_ntop(AF_INET6, &v6.sin6_addr, host.data(), host.size());
        return {host.data(), ntohs(v6.sin6_port)};
    }
    sockaddr_in v4{};
    std::memcpy(&v4, &storage, sizeof v4);
    inet_ntop(AF_INET, &v4.sin_addr, host.data(), host.size());
    return {host.data(), ntohs(v4.sin_port)};
}

endpoint local_endpoint(int fd) {
    socket_address address;
    address.size = sizeof address.storage;
    getsockname(fd, address.get(), &address.size);
    return address.to_endpoint();
}

} // namespace gateway::tests
