#include "events/sequence_tracker.hpp"

#include <algorithm>

namespace gateway::events {

sequence_figures& sequence_figures::operator+=(const sequence_figures& other) {
    missing += other.missing;
    duplicated += other.duplicated;
    reordered += other.reordered;
    restarts += other.restarts;
    return *this;
}

void sequence_tracker::take(std::uint64_t number) {
    if (!begun_) return begin(number);
    const std::uint64_t ahead = (number - highest_) & mask();
    if (ahead != 0 && ahead <= std::min(longest_gap, half() / 8)) {
        reach_ = 0;
        return move_ahead(ahead);
    }
    if (begins_anew(number)) return;
    if (ahead != 0 && ahead < half()) return suspect(number, counted::nowhere, near);
    take_behind(number, (highest_ - number) & mask());
}

void sequence_tracker::begin(std::uint64_t at) {
    begun_ = true;
    seen_ = {};
    highest_ = lowest_ = at;
    mark(at);
}

void sequence_tracker::move_ahead(std::uint64_t by) {
    if (by == 1) {
        regular_ = true;
    } else {
        figures_.missing += by - 1;
        clear(highest_ + 1, std::min(by - 1, window));
    }
    highest_ += by;
    mark(highest_);
}

void sequence_tracker::take_behind(std::uint64_t number, std::uint64_t behind) {
    const std::uint64_t at = highest_ - behind;
    const bool of_run = behind <= highest_ - lowest_;
    if (behind >= window || (!of_run && behind > near)) {
        ++figures_.reordered;
        suspect(number, counted::reordered, near);
    } else if (!of_run) { // the run had begun a little before the first one that was seen
        ++figures_.reordered;
        figures_.missing += lowest_ - at - 1;
        lowest_ = at;
        mark(at);
    } else if (!has(at)) {
        ++figures_.reordered;
        --figures_.missing;
        mark(at);
    } else {
        ++figures_.duplicated;
        if (number <= 1) suspect(number, counted::duplicated, 1);
    }
}

void sequence_tracker::suspect(std::uint64_t number, counted as, std::uint64_t reach) {
    suspected_ = number;
    suspected_as_ = as;
    reach_ = reach;
}

// Where the number before this one has begun a new run, and this one is of it.
bool sequence_tracker::begins_anew(std::uint64_t number) {
    const std::uint64_t reach = reach_;
    reach_ = 0;
    const std::uint64_t ahead = (number - suspected_) & mask();
    const std::uint64_t behind = (suspected_ - number) & mask();
    if (reach == 0 || ahead == 0) return false;
    if (ahead > reach && (reach != near || behind > reach)) return false;
    if (suspected_as_ == counted::duplicated) --figures_.duplicated;
    if (suspected_as_ == counted::reordered) --figures_.reordered;
    ++figures_.restarts;
    begin(suspected_);
    take(number);
    return true;
}

// Forgets `count` numbers, `window` at the most: their places belong to others now.
void sequence_tracker::clear(std::uint64_t from, std::uint64_t count) {
    while (count != 0) {
        const std::uint64_t bits = std::min(64 - from % 64, count);
        const std::uint64_t ones = (std::uint64_t{2} << (bits - 1)) - 1;
        seen_[word(from)] &= ~(ones << (from % 64));
        from += bits;
        count -= bits;
    }
}

} // namespace gateway::events
