#include "udp-sender/address.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>

#include <cstring>
#include <memory>
#include <stdexcept>

#include "text/address.hpp"
#include "text/escape.hpp"
#include "text/number.hpp"

namespace gateway::sender {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view digits) {
    const auto port = text::parse_uint(digits);
    if (!port || *port == 0 || *port > 65'535) return std::nullopt;
    return static_cast<std::uint16_t>(*port);
}

// The scope is left out: it is a number of this machine.
endpoint endpoint_of(const socket_address& address) {
    endpoint e;
    if (address.family() == AF_INET6) {
        const auto& ipv6 = reinterpret_cast<const sockaddr_in6&>(address.storage);
        std::memcpy(e.address.data(), &ipv6.sin6_addr, sizeof ipv6.sin6_addr);
        e.port = ntohs(ipv6.sin6_port);
    } else {
        const auto& ipv4 = reinterpret_cast<const sockaddr_in&>(address.storage);
        e.address[10] = e.address[11] = 0xff;
        std::memcpy(e.address.data() + 12, &ipv4.sin_addr, sizeof ipv4.sin_addr);
        e.port = ntohs(ipv4.sin_port);
    }
    return e;
}

} // namespace

std::optional<host_port> parse_host_port(std::string_view text) {
    const bool bracketed = text.starts_with('[');
    const std::size_t host_end = bracketed ? text.find("]:") : text.find(':');
    if (host_end == std::string_view::npos) return std::nullopt;
    const std::string_view host = text.substr(bracketed, host_end - bracketed);
    std::string_view rest = text.substr(host_end + (bracketed ? 2 : 1));

    host_port result;
    if (const std::size_t percent = rest.find('%'); percent != std::string_view::npos) {
        result.interface = rest.substr(percent + 1);
        if (result.interface.empty()) return std::nullopt;
        rest = rest.substr(0, percent);
    }
    const auto port = parse_port(rest);
    if (host.empty() || !port) return std::nullopt;
    result.host = host;
    result.port = *port;
    return result;
}

std::vector<socket_address> resolve(const host_port& target, int socket_type) {
    addrinfo hints{};
    hints.ai_socktype = socket_type;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int error =
        ::getaddrinfo(target.host.c_str(), std::to_string(target.port).c_str(), &hints, &found);
    if (error != 0) {
        const char* reason = error == EAI_SYSTEM ? std::strerror(errno) : ::gai_strerror(error);
        throw std::runtime_error(
            fmt::format("host '{}' has no address: {}", text::printable(target.host), reason));
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
    std::vector<socket_address> addresses;
    for (const addrinfo* a = found; a != nullptr; a = a->ai_next) {
        socket_address& address = addresses.emplace_back();
        std::memcpy(&address.storage, a->ai_addr, a->ai_addrlen);
        address.size = a->ai_addrlen;
    }
    return addresses;
}

std::string ip_text(const socket_address& address) {
    std::string out;
    text::append_address(out, endpoint_of(address));
    return out;
}

std::string endpoint_text(const socket_address& address) {
    return text::to_string(endpoint_of(address));
}

} // namespace gateway::sender
