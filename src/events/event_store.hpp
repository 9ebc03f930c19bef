#pragma once

#include <utility>

#include "events/capture_index.hpp"
#include "events/sequence_reader.hpp"
#include "events/source_table.hpp"
#include "gateway/event_ring.hpp"

namespace gateway::events {

// The one place where events are kept: the ring, who sent what, and where which capture is.
struct event_store {
    event_ring ring;
    const std::uint64_t stored_before; // events that the ring had stored before this start
    sequence_reader numbers;
    bool follows; // the numbers of datagrams
    source_table sources;
    capture_index captures;

    // The ring is the copy of a file: nothing is stored but what comes from there.
    bool read_only;

    // `seed`: see source_table; `sequence`: see sequence_reader, which may throw.
    event_store(event_ring kept, std::uint64_t seed, bool only_shown = false,
                const sequence_options& sequence = {})
        : ring(std::move(kept)),
          stored_before(ring.stored()),
          numbers(sequence),
          follows(sequence.follow),
          sources(source_table::default_limit, seed, numbers.bits()),
          captures(ring, seed),
          read_only(only_shown) {
        captures.rebuild();
    }
    event_store(const event_store&) = delete; // `captures` refers to `ring`

    // Stores an event; 0 where it does not fit into the ring (see event_ring::append).
    std::uint64_t append(const event_fields& fields) {
        if (read_only) return 0;
        const std::uint64_t seq = ring.append(fields);
        if (seq != 0) note(fields, seq);
        return seq;
    }

    // What is to be known of an event that the ring has. Needs no memory: either is stored and
    // counted, or neither.
    void note(const event_fields& fields, std::uint64_t seq) noexcept {
        count(fields);
        captures.drop_evicted();
        if (fields.via == via::capture) captures.add(fields.url, fields.captured_s, seq);
    }

    // Counts who has sent an event that is in the ring. Only datagrams go lost on their way: a
    // number in anything else means nothing.
    void count(const event_fields& e) noexcept {
        sources.record(e.source, e.time_ns, e.payload.size(),
                       follows && e.via == via::udp ? numbers.number_in(e.payload) : std::nullopt,
                       !numbers.is_configured());
    }
};

} // namespace gateway::events
