#pragma once

#include <string>

#include "udp-sender/address.hpp"
#include "udp-sender/file_descriptor.hpp"

namespace gateway::sender {

// A blocking UDP socket of its own local port, connected to `destination`, which may be a broadcast
// address or a multicast group (`interface`: what multicast leaves by, empty: the system chooses).
// A call that finds the send buffer full for a second fails with EAGAIN. Throws std::system_error
// that names the destination.
file_descriptor open_sender_socket(const socket_address& destination, const std::string& interface);

// Throws std::runtime_error where a datagram with so many bytes of payload is larger than what the
// way to `destination` takes unfragmented: the kernel divides a piece (UDP_SEGMENT) into such only.
void check_fits_unfragmented(const file_descriptor& socket, const socket_address& destination,
                             std::size_t size);

// The address that the socket sends from.
socket_address local_address(const file_descriptor& socket);

// Lets the process have as many open files as the system allows it.
void raise_file_limit();

} // namespace gateway::sender
