#pragma once

#include "events/capture_index.hpp"
#include "events/source_table.hpp"
#include "gateway/event_ring.hpp"

namespace gateway::events {

// The one place where events are kept: the ring, who sent what, and where which capture is.
struct event_store {
    event_ring ring;
    source_table sources;
    capture_index captures;

    // `seed`: see source_table.
    event_store(std::size_t capacity, std::uint64_t seed)
        : ring(capacity), sources(source_table::default_limit, seed), captures(ring, seed) {
        captures.rebuild();
    }
    event_store(const event_store&) = delete; // `captures` refers to `ring`

    // Stores an event; 0 where it does not fit into the ring (see event_ring::append).
    std::uint64_t append(const event_fields& fields) {
        const std::uint64_t seq = ring.append(fields);
        if (seq == 0) return 0;
        sources.record(fields.source, fields.time_ns, fields.payload.size());
        captures.drop_evicted();
        if (fields.via == via::capture) captures.add(fields.url, fields.captured_s, seq);
        return seq;
    }
};

} // namespace gateway::events
