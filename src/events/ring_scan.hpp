#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "events/ring_format.hpp"
#include "events/ring_window.hpp"

namespace gateway::events {

// The header of the record at `offset`, where a whole one lies there whose seals hold.
std::optional<record_header> sealed_record(ring_window& arena, std::size_t offset,
                                           std::uint64_t secret);

// Records that lie one behind the other, of one lap and with numbers one behind the other.
struct ring_run {
    std::size_t offset = 0, end = 0;
    std::uint64_t first = 0, last = 0; // sequence numbers
    std::uint64_t events = 0;          // without those that lost records stand for
    std::uint16_t lap = 0;
    bool lost = false; // no records at all: these numbers are lost
};

// Every record from `oldest` on whose seals hold, wherever in the arena it lies, in the order of
// the arena. Nothing else is believed.
std::vector<ring_run> scan_arena(ring_window& arena, std::uint64_t secret, std::uint64_t oldest);

} // namespace gateway::events
