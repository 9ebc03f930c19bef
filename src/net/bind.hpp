#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ip/udp.hpp>
#include <vector>

#include "gateway/config.hpp"
#include "gateway/event.hpp"

// Listening sockets, opened before the loop runs. Every failure throws std::system_error whose
// text names the address: "can't listen on udp 127.0.0.1:9999".
namespace gateway::net {

// One socket for each address that the host names: two for "localhost" (where the machine has
// IPv6), a dual-stack one for an empty host. A group address joins its group (ip(7), ipv6(7)).
std::vector<asio::ip::udp::socket> bind_udp(asio::io_context& io, const listen_address& where);
std::vector<asio::ip::tcp::acceptor> bind_http(asio::io_context& io, const listen_address& where);

// Joins a group with the socket that is bound to it, on the interface with this index (0: the
// system's choice). Throws std::system_error that does not name the address.
void join_group(asio::ip::udp::socket& socket, const asio::ip::address& group, unsigned index);

// "127.0.0.1:8080", "[::]:9999"
std::string to_string(const asio::ip::address& address, std::uint16_t port);

endpoint to_endpoint(const asio::ip::tcp::endpoint& e);

} // namespace gateway::net
