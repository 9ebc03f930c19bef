#include "events/time_search.hpp"

#include <algorithm>

namespace gateway::events {

std::uint64_t first_at(const event_ring& ring, std::uint64_t from, std::int64_t time_ns) {
    std::uint64_t low = std::max(from, ring.oldest());
    std::uint64_t high = std::max(ring.newest() + 1, low);
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        // Of the numbers that a damaged file has lost nothing is known: what follows them tells.
        const auto e = ring.from(middle).next();
        if (e && e->seq < high && e->time_ns < time_ns) {
            low = e->seq + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

} // namespace gateway::events
