#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "gateway/event.hpp"

namespace gateway::net {

// How many connections each client has. A client is an IPv4 address or an IPv6 network of 64 bits,
// which is what one machine usually gets.
class address_limit {
    using clients = std::map<std::array<std::uint8_t, 16>, std::size_t>;

  public:
    explicit address_limit(std::size_t most) : most_(most) {}

    // One connection of a client, as long as it lives. The limit has to outlive it.
    class place {
      public:
        place(place&& other) noexcept
            : open_(std::exchange(other.open_, nullptr)), client_(other.client_) {}
        ~place();

      private:
        friend class address_limit;
        place(clients& open, clients::iterator client) : open_(&open), client_(client) {}
        clients* open_; // null: moved away
        clients::iterator client_;
    };

    // Nullopt where this client has all that it may have.
    std::optional<place> acquire(const endpoint& client);

  private:
    std::size_t most_;
    clients open_;
};

} // namespace gateway::net
