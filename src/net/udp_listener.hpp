#pragma once

#include <asio/ip/udp.hpp>
#include <cstddef>
#include <cstdint>
#include <string>

namespace gateway::net {

// One bound UDP socket, set up for receiving: kernel timestamps, the address that was sent to,
// a receive buffer, and an exact count of what the kernel dropped (socket(7), ip(7), ipv6(7)).
class udp_listener {
  public:
    // `receive_buffer` in bytes, asked of the kernel. Throws std::system_error.
    udp_listener(asio::ip::udp::socket socket, std::size_t receive_buffer);

    asio::ip::udp::socket& socket() { return socket_; }
    const std::string& name() const { return name_; } // "[::]:9999"
    std::uint16_t port() const { return port_; }
    std::size_t buffer_asked() const { return buffer_asked_; }
    std::size_t buffer_granted() const { return buffer_granted_; }

    std::uint64_t received = 0; // datagrams, counted by the receiver

    // Asks the socket (SO_MEMINFO), so that drops count even when nothing came behind them. The
    // kernel's counter has 32 bits: to be asked before it can go all around.
    void read_kernel_dropped();
    std::uint64_t kernel_dropped() const { return kernel_dropped_; } // as last read

  private:
    asio::ip::udp::socket socket_;
    std::string name_;
    std::uint16_t port_ = 0;
    std::size_t buffer_asked_;
    std::size_t buffer_granted_ = 0;
    std::uint32_t last_drops_ = 0;
    std::uint64_t kernel_dropped_ = 0;
};

} // namespace gateway::net
