#pragma once

#include <cstdint>

namespace gateway::loop {

// Nanoseconds since 1970-01-01 UTC, as the machine's clock has it.
std::int64_t utc_now_ns();

} // namespace gateway::loop
