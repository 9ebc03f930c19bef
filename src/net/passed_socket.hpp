#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ip/udp.hpp>

#include "gateway/config.hpp"

// Sockets that a service manager opened (sd_listen_fds(3)).
namespace gateway::net {

enum class passed_kind { udp, http };

// What a passed socket is for. Throws std::runtime_error that names it and says what is wrong with
// it, unless it is a bound UDP socket or a listening TCP socket.
passed_kind kind_of(const passed_socket& passed);

// Takes over one of that kind, and makes it what bind_udp or bind_http would have made: not
// blocking, closed for programs that are started, member of the group that it is bound to, with
// the longest queue of connections. Throws as kind_of does.
asio::ip::udp::socket take_udp(asio::io_context& io, const passed_socket& passed);
asio::ip::tcp::acceptor take_http(asio::io_context& io, const passed_socket& passed);

} // namespace gateway::net
