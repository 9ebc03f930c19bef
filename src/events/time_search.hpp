#pragma once

#include <cstdint>

#include "gateway/event_ring.hpp"

namespace gateway::events {

// Which of the events from `from` on is the first that came at `time_ns` or later: its number, or
// newest() + 1 where none did. A binary search: 64 look-ups at most, whatever the times are. Where
// they do not rise with the numbers (a clock was set back) it finds one of the places at which they
// pass `time_ns`: the event in front of it came earlier, it did not.
std::uint64_t first_at(const event_ring& ring, std::uint64_t from, std::int64_t time_ns);

} // namespace gateway::events
