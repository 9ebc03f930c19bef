#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/descriptor.hpp"
#include "support/endpoint.hpp"

namespace gateway::tests {

// A UDP socket bound to a known local address.
class udp_client {
  public:
    explicit udp_client(const std::string& host = "127.0.0.1");

    // "127.0.0.1:40000", as the gateway names this sender.
    std::string name() const { return local_endpoint(socket_.get()).text(); }

    // Sends one datagram; throws where the kernel does not take all of it.
    void send(const endpoint& to, std::string_view payload);

    // Whether a datagram came back within `within` milliseconds.
    bool answered(int within_ms);

    int fd() const { return socket_.get(); }

  private:
    descriptor socket_;
};

// A UDP or TCP socket that occupies a port of 127.0.0.1.
class occupied_port {
  public:
    explicit occupied_port(int type); // SOCK_DGRAM or SOCK_STREAM
    std::string name() const { return local_endpoint(socket_.get()).text(); }

  private:
    descriptor socket_;
};

} // namespace gateway::tests
