#pragma once

#include <cstdint>
#include <vector>

#include "events/ring_scan.hpp"

namespace gateway::events {

// What a ring file holds, whatever has happened to it.
struct ring_recovery {
    // From the oldest event to the newest, and what was lost between them: every number from the
    // first one's first to the last one's last is in one of them.
    std::vector<ring_run> runs;
    std::uint64_t newest = 0;  // numbers behind the last run's last up to this one are lost too
    std::uint64_t kept = 0;    // events
    std::uint64_t dropped = 0; // of those that should be there; not the ones dropped before
    std::uint64_t dropped_before = 0;
    std::uint64_t forwarded = 0;
    std::uint16_t lap = 0;   // of the newest record
    bool state_lost = false; // the state page says nothing that can be
};

// Reads the whole of what the file holds. `state` is what its second page says.
ring_recovery recover(ring_window& arena, const ring_state& state, std::uint64_t secret);

} // namespace gateway::events
