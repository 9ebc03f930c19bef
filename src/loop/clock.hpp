#pragma once

#include <chrono>
#include <cstdint>

namespace gateway::loop {

// Nanoseconds since 1970-01-01 UTC, as the machine's clock has it.
std::int64_t utc_now_ns();

// The steady clock as it stood at the last tick, some milliseconds ago: for what is about seconds
// and asked for with every request.
std::chrono::steady_clock::time_point coarse_now();

} // namespace gateway::loop
