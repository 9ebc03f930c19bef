#pragma once

#include "events/source_table.hpp"
#include "gateway/event_ring.hpp"

namespace gateway::events {

// The one place where events are kept: the ring, and who sent what.
struct event_store {
    event_ring ring;
    source_table sources;

    // `seed`: see source_table.
    event_store(std::size_t capacity, std::uint64_t seed)
        : ring(capacity), sources(source_table::default_limit, seed) {}

    // Stores an event; 0 where it does not fit into the ring (see event_ring::append).
    std::uint64_t append(const event_fields& fields) {
        const std::uint64_t seq = ring.append(fields);
        if (seq != 0) sources.record(fields.source, fields.time_ns, fields.payload.size());
        return seq;
    }
};

} // namespace gateway::events
