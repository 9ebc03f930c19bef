#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

#include "gateway/event.hpp"

namespace gateway::net {

// How many connections each client has. A client is an IPv4 address or an IPv6 network of 64 bits,
// which is what one machine usually gets.
class address_limit {
  public:
    explicit address_limit(std::size_t most) : most_(most) {}

    // False where this client has all that it may have; else release() has to follow.
    bool acquire(const endpoint& client);
    void release(const endpoint& client);

  private:
    std::size_t most_;
    std::unordered_map<std::string, std::size_t> open_; // by the bytes of the address
};

} // namespace gateway::net
