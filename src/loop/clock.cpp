#include "loop/clock.hpp"

#include <chrono>

namespace gateway::loop {

std::int64_t utc_now_ns() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

} // namespace gateway::loop
