#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "udp-sender/http_client.hpp"

namespace gateway::sender {

// What a gateway's ledger says at one moment. The UDP figures are those of the listeners at one
// port where it has such listeners, else those of all.
struct gateway_stats {
    std::uint64_t received = 0;
    std::uint64_t kernel_dropped = 0;
    std::uint64_t rejected = 0; // of all listeners
    std::uint64_t oldest = 0;   // seq of the oldest event held
    std::uint64_t newest = 0;   // seq of the newest event
};

// One event that a gateway holds; the views are valid during the call that gets it.
struct gateway_event {
    std::uint64_t seq = 0;
    std::string_view source; // "127.0.0.1:50312"
    std::string_view payload;
};

// A gateway as seen through its HTTP interface. Each call waits for the answer; throws
// std::runtime_error with one line where none comes or it is not what a gateway answers.
class gateway_client {
  public:
    // `udp_port`: whose listeners stats() is about.
    gateway_client(http_url base, std::uint16_t udp_port);

    gateway_stats stats() const;

    // Hands over the events behind `seq` that came from `source` (an address, with or without a
    // port), oldest first.
    void events_after(std::uint64_t seq, std::string_view source,
                      const std::function<void(const gateway_event&)>& each) const;

  private:
    http_client http_;
    std::uint16_t udp_port_;
};

} // namespace gateway::sender
