#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "events/event_filter.hpp"
#include "gateway/event_ring.hpp"

namespace gateway::web {

// Tells the time: what is made in web/ reads no clock of its own.
using steady_time = std::chrono::steady_clock::time_point;
using steady_clock_function = std::function<steady_time()>;

// One turn of long work, after which all others have theirs: a millisecond; less where many share
// the thread, so that a round of all of them takes 20 ms.
class work_slice {
  public:
    work_slice(const steady_clock_function& clock, steady_time start, std::uint64_t sharers)
        : clock_(clock), end_(start + length(sharers)) {}

    // Whether the turn is over, after so many more bytes were looked at. A turn is never empty.
    bool is_over(std::size_t bytes) {
        looked_at_ += bytes;
        if (looked_at_ < between_looks) return over_;
        looked_at_ = 0;
        return over_ = over_ || clock_() >= end_;
    }

    static constexpr std::chrono::steady_clock::duration length(std::uint64_t sharers) {
        using duration = std::chrono::steady_clock::duration;
        const duration share = round / std::max<std::uint64_t>(sharers, 1);
        return std::clamp<duration>(share, shortest, longest);
    }

  private:
    // What takes some tens of microseconds: the clock costs as much as a few events.
    static constexpr std::size_t between_looks = 16 * 1024;
    static constexpr std::chrono::steady_clock::duration round = std::chrono::milliseconds{20};
    static constexpr std::chrono::steady_clock::duration longest = std::chrono::milliseconds{1};
    static constexpr std::chrono::steady_clock::duration shortest = std::chrono::microseconds{50};

    const steady_clock_function& clock_;
    steady_time end_;
    std::size_t looked_at_ = 0;
    bool over_ = false;
};

// Looks for events that a filter lets through, in turns: a turn may end within a payload, and the
// next one goes on there.
class event_search {
  public:
    explicit event_search(events::event_filter filter) : filter_(std::move(filter)) {}

    // Nullopt where the turn is over before that is known: to be asked again of the same event.
    std::optional<bool> matches(const event& e, work_slice& slice) {
        using verdict = events::event_filter::verdict;
        verdict v = filter_.look(e, searched_);
        while (v == verdict::unfinished) {
            if (slice.is_over(events::event_filter::piece)) return std::nullopt;
            v = filter_.look(e, searched_);
        }
        searched_ = 0;
        return v == verdict::yes;
    }

    // The next event is another one than the last: that has been evicted.
    void forget() { searched_ = 0; }

    bool is_open() const { return filter_.is_open(); }

  private:
    events::event_filter filter_;
    std::size_t searched_ = 0;
};

// What looking at an event costs of a turn, besides what matches() counts itself.
inline std::size_t cost_of(const event& e) {
    return event_ring::record_overhead + std::min(e.payload.size(), events::event_filter::piece);
}

} // namespace gateway::web
