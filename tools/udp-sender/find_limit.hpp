#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace gateway::sender {

// One run at one rate.
struct trial {
    std::optional<std::uint64_t> rate; // asked for; unset: as fast as it goes
    double achieved = 0;               // datagrams a second
    std::uint64_t sent = 0;
    std::uint64_t lost = 0;
};

// The throughput of RFC 2544, 26.1: the highest rate at which not one datagram was lost.
struct throughput {
    std::uint64_t rate = 0;      // 0: even the lowest rate tried lost some
    bool sender_limited = false; // nothing was lost at the fastest that this sender can go
    std::vector<trial> trials;
};

// Searches it by halving, from the fastest the sender can go, until the rate is known to 1 % or 15
// trials are done. `run` makes one trial at the given rate (unset: as fast as it goes); it returns
// nullopt to end the search with what is known so far.
throughput find_throughput(
    const std::function<std::optional<trial>(std::optional<std::uint64_t> rate)>& run);

} // namespace gateway::sender
