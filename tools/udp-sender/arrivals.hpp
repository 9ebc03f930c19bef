#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "udp-sender/payload_template.hpp"
#include "udp-sender/transmitter.hpp"

namespace gateway::sender {

// Holds what arrived against what was sent. Where every payload carries its number, each datagram
// is told from the others; else only the counts of each local port are compared: then a duplicate
// of one datagram can hide that another is missing. Plain state, no socket.
class arrivals {
  public:
    // `numbered`: what the payloads were made with, where their numbers can be read back; they
    // run from 1 to `last`.
    arrivals(const std::vector<port_ledger>& ports, std::optional<payload_template> numbered,
             std::uint64_t last);

    // The next event in the order of the ring; events from elsewhere are passed over.
    void add(std::string_view source, std::string_view payload);

    bool by_number() const { return numbered_.has_value(); }
    std::uint64_t arrived() const { return arrived_; } // each datagram once
    std::uint64_t duplicated() const { return duplicated_; }

    // Datagrams behind a later one of the same port (RFC 4737, 3.3); by number only.
    std::uint64_t out_of_order() const { return out_of_order_; }

  private:
    struct port_state {
        std::uint64_t sent = 0;
        std::uint64_t arrived = 0;
        std::uint64_t highest = 0; // number so far
    };

    void add_number(port_state& port, std::uint64_t number);

    std::unordered_map<std::string, port_state> ports_;
    std::optional<payload_template> numbered_;
    std::uint64_t last_;
    std::vector<bool> seen_; // by number, as far as numbers came
    std::uint64_t arrived_ = 0;
    std::uint64_t duplicated_ = 0;
    std::uint64_t out_of_order_ = 0;
};

} // namespace gateway::sender
