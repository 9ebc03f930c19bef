#pragma once

#include <chrono>
#include <cstdint>

namespace gateway::net {

// Whether datagrams come so fast, and are read so few at a time, that it pays to let some gather.
// Looks at a millisecond or more at a time: a burst by itself is no rate.
class arrival_rate {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    static constexpr std::int64_t high_per_ms = 20;
    static constexpr std::int64_t few = 32; // at a time: whoever finds more has woken up for enough

    // To be asked each time that all there were have been read; `count` have come so far. Once it
    // is high it stays so as long as as many come, however they are read.
    bool is_high(time_point now, std::uint64_t count) {
        ++reads_;
        const std::int64_t ns = (now - then_).count();
        if (ns < window_ns) return is_high_;
        const auto came = static_cast<std::int64_t>(count - count_then_);
        is_high_ = came >= ns / window_ns * high_per_ms && (is_high_ || came < reads_ * few);
        then_ = now;
        count_then_ = count;
        reads_ = 0;
        return is_high_;
    }

  private:
    static constexpr std::int64_t window_ns = 1'000'000;

    time_point then_{};
    std::uint64_t count_then_ = 0;
    std::int64_t reads_ = 0;
    bool is_high_ = false;
};

} // namespace gateway::net
