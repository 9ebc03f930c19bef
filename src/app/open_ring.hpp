#pragma once

#include <optional>

#include "events/event_store.hpp"
#include "events/ring_follower.hpp"
#include "gateway/config.hpp"
#include "loop/tokens.hpp"
#include "loop/wakeup.hpp"

namespace spdlog {
class logger;
}

namespace gateway::app {

struct opened_ring {
    event_ring ring;
    std::optional<events::ring_follower> follower; // where the ring is only shown
};

// The ring as the settings want it: in memory, in a file, or the copy of one. Logs what a file
// held. Throws one sentence where a file can't be used.
opened_ring open_ring(const config& settings, spdlog::logger& log);

// Counts who sent what the ring holds.
void count_sources(events::event_store& store);

// Keeps a store, whose sources are counted, up with the file, and wakes who waits for events. Ends
// soon after `stopping`.
loop::awaitable<void> follow_ring(events::ring_follower& follower, events::event_store& store,
                                  loop::wakeup& stored, const bool& stopping, spdlog::logger& log);

} // namespace gateway::app
