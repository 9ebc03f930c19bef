#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "events/event_store.hpp"
#include "gateway/counters.hpp"
#include "loop/child_processes.hpp"
#include "loop/wakeup.hpp"
#include "web/doctor_facts.hpp"
#include "web/work_slice.hpp"

namespace spdlog {
class logger;
}

namespace gateway::web {

// What a UDP listener tells of itself.
struct listener_figures {
    std::string name; // "[::]:9999"
    std::uint64_t buffer_asked = 0, buffer_granted = 0;
    std::uint64_t received = 0, kernel_dropped = 0;
};

// What the content is made of. Everything referred to outlives the site. One thread.
struct site_context {
    events::event_store& store;
    counters& counts;
    loop::wakeup& stored;           // to notify after storing
    std::function<void()> catch_up; // brings the UDP figures up to date
    std::function<std::vector<listener_figures>()> listeners;
    std::function<std::int64_t()> now_ns;  // UTC, since 1970
    steady_clock_function steady_now;      // for the turns of long work
    std::int64_t started_ns = 0;           // the ring begins
    std::function<std::uint64_t()> random; // a number that nobody can guess
    const bool& stopping;
    loop::child_processes& children; // what GET /run/{name} has started
    spdlog::logger& log;
    bool forwards = false;      // the ring's cursor is a Kafka forwarder's
    std::string base_path = {}; // in front of every address that is given away: "/udp", or empty
    doctor_tools doctor = {};
};

} // namespace gateway::web
