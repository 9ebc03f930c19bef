#pragma once

#include <netinet/in.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "udp-sender/address.hpp"
#include "udp-sender/file_descriptor.hpp"

namespace gateway::tests {

// A UDP socket on a free port of the loopback that keeps what it gets until it is asked.
class receiving_socket {
  public:
    explicit receiving_socket(const char* host = "127.0.0.1") {
        sender::socket_address any = sender::resolve({host, 1, {}}, SOCK_DGRAM).front();
        set_port(any, 0);
        socket_ = sender::file_descriptor(::socket(any.family(), SOCK_DGRAM, 0));
        const int buffer = 4 << 20;
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
        if (::bind(socket_.get(), any.get(), any.size) != 0) throw std::runtime_error("bind");
        address_.size = sizeof address_.storage;
        ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address_.storage),
                      &address_.size);
    }

    const sender::socket_address& address() const { return address_; }

    struct datagram {
        std::string payload;
        std::string source; // endpoint_text
    };

    // All that has come so far: on the loopback, all that was sent.
    std::vector<datagram> take() {
        std::vector<datagram> all;
        std::string buffer(70'000, '\0');
        while (true) {
            sender::socket_address from;
            from.size = sizeof from.storage;
            const ssize_t n = ::recvfrom(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT,
                                         reinterpret_cast<sockaddr*>(&from.storage), &from.size);
            if (n < 0) return all;
            all.push_back({buffer.substr(0, static_cast<std::size_t>(n)), endpoint_text(from)});
        }
    }

  private:
    static void set_port(sender::socket_address& address, std::uint16_t port) {
        // The port stands at the same place in both families.
        reinterpret_cast<sockaddr_in&>(address.storage).sin_port = port;
    }

    sender::file_descriptor socket_;
    sender::socket_address address_;
};

} // namespace gateway::tests
