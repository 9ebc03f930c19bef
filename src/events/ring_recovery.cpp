#include "events/ring_recovery.hpp"

#include <algorithm>
#include <optional>

namespace gateway::events {
namespace {

bool is_plausible(const ring_state& s, std::size_t capacity) {
    return s.oldest >= 1 && s.newest < max_seq && s.oldest <= s.newest + 1 &&
           s.newest + 1 - s.oldest <= capacity / file_overhead && s.tail <= capacity &&
           s.tail % record_alignment == 0 && s.forwarded <= s.newest && s.dropped <= s.newest;
}

// The runs of the newest record's lap lie in front of that record's end, those of the lap before
// behind it; whatever else is found is older and half overwritten. In the order of their numbers.
std::vector<ring_run> of_the_last_laps(const std::vector<ring_run>& found) {
    if (found.empty()) return {};
    const ring_run& newest =
        *std::max_element(found.begin(), found.end(),
                          [](const ring_run& a, const ring_run& b) { return a.last < b.last; });
    const auto lap_before = static_cast<std::uint16_t>(newest.lap - 1);
    std::vector<ring_run> runs;
    for (const ring_run& r : found) {
        if (r.offset >= newest.end && r.lap == lap_before) runs.push_back(r);
    }
    for (const ring_run& r : found) {
        if (r.offset < newest.end && r.lap == newest.lap) runs.push_back(r);
    }
    return runs;
}

ring_run lost_run(std::size_t offset, std::size_t end, std::uint64_t first, std::uint64_t count,
                  std::uint16_t lap) {
    return {offset, end, first, first + count - 1, 0, lap, true};
}

// What stands for the numbers between two runs. nullopt where these can't have been between them.
std::optional<std::vector<ring_run>> lost_between(const ring_run& a, const ring_run& b,
                                                  std::size_t capacity) {
    if (b.first <= a.last) return std::nullopt;
    const std::uint64_t next = a.last + 1, missing = b.first - next;
    if (a.lap == b.lap) {
        const std::size_t room = b.offset - a.end;
        if (missing > room / file_overhead || (missing == 0) != (room == 0)) return std::nullopt;
        if (missing == 0) return std::vector<ring_run>{};
        return std::vector{lost_run(a.end, b.offset, next, missing, a.lap)};
    }
    // Some in front of `b`, the others behind `a`, at the arena's end.
    const std::uint64_t before_b = std::min(missing, std::uint64_t{b.offset / file_overhead});
    const std::uint64_t behind_a = missing - before_b;
    const bool fits = behind_a <= (capacity - a.end) / file_overhead;
    if (!fits || (before_b == 0) != (b.offset == 0)) return std::nullopt;
    std::vector<ring_run> lost;
    if (behind_a != 0) lost.push_back(lost_run(a.end, capacity, next, behind_a, a.lap));
    if (before_b != 0) lost.push_back(lost_run(0, b.offset, next + behind_a, before_b, b.lap));
    return lost;
}

// Backwards from the newest: what does not go together with it is left out, and all before that.
std::vector<ring_run> join(const std::vector<ring_run>& runs, std::size_t capacity) {
    std::vector<ring_run> joined;
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        if (!joined.empty()) {
            const auto lost = lost_between(*run, joined.back(), capacity);
            if (!lost) break;
            joined.insert(joined.end(), lost->rbegin(), lost->rend());
        }
        joined.push_back(*run);
    }
    std::reverse(joined.begin(), joined.end());
    return joined;
}

ring_recovery assess(std::vector<ring_run> runs, const ring_state& state, bool plausible) {
    ring_recovery r;
    r.state_lost = !plausible;
    r.newest = plausible ? state.newest : 0;
    std::uint64_t oldest = plausible ? state.oldest : 1;
    r.lap = static_cast<std::uint16_t>((plausible ? state.lap : 0) + 1);
    if (!runs.empty()) {
        // A state older than its records does not know which of them had to make room.
        if (!plausible || runs.back().last > r.newest) oldest = runs.front().first;
        r.newest = std::max(r.newest, runs.back().last);
        r.lap = runs.back().lap;
    }
    std::uint64_t missing = r.newest + 1 - oldest;
    for (const ring_run& run : runs) {
        r.kept += run.events;
        if (!run.lost) missing -= run.last + 1 - run.first; // dropped before, some of them
    }
    r.dropped = missing;
    r.dropped_before = plausible ? state.dropped : 0;
    r.forwarded = plausible ? state.forwarded : 0;
    r.runs = std::move(runs);
    return r;
}

} // namespace

ring_recovery recover(ring_window& arena, const ring_state& state, std::uint64_t secret) {
    const bool plausible = is_plausible(state, arena.capacity());
    const auto read = [&] {
        const auto found = scan_arena(arena, secret, plausible ? state.oldest : 1);
        return assess(join(of_the_last_laps(found), arena.capacity()), state, plausible);
    };
    ring_recovery r = read();
    if (r.dropped == 0 && plausible) return r;
    arena.read_holes(); // nothing is given up because of what a file system says of them
    return read();
}

} // namespace gateway::events
