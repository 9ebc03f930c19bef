#pragma once

#include <spdlog/logger.h>

#include <asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "loop/child_processes.hpp"
#include "web/site_context.hpp"

namespace gateway::tests {

// All that a site's context refers to, and the context: clocks that stand where they are put, the
// same number whenever a random one is asked for.
struct site_parts {
    explicit site_parts(std::size_t ring_size = 1 << 20) : store(event_ring{ring_size}, 1) {}

    events::event_store store;
    counters counts;
    loop::wakeup stored;
    bool stopping = false;
    spdlog::logger log{"test"};
    asio::io_context io;
    loop::child_processes children{io};
    std::int64_t now_ns = 2'000'000;
    std::chrono::steady_clock::time_point steady{};
    std::vector<web::listener_figures> listeners;
    web::site_context context{store,
                              counts,
                              stored,
                              [] {},
                              [this] { return listeners; },
                              [this] { return now_ns; },
                              [this] { return steady; },
                              0,
                              [] { return std::uint64_t{0xabc}; },
                              stopping,
                              children,
                              log};
};

} // namespace gateway::tests
