#include "events/source_table.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace gateway::events {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t rated_seconds = 10;
constexpr std::int64_t kept_seconds = source_record::seconds_kept;

// Of times before 1970, which only another machine's clock can name, too.
std::int64_t second_of(std::int64_t time_ns) {
    return time_ns / second_ns - (time_ns % second_ns < 0 ? 1 : 0);
}

// When a source counts as silent.
constexpr std::uint64_t least_events = 5; // to know its interval
constexpr std::int64_t intervals_of_patience = 5;
constexpr std::int64_t least_patience_ns = 2'000'000'000;
constexpr std::int64_t longest_gap_ns =
    3'600 * std::int64_t{1'000'000'000}; // that says what is usual

std::uint64_t hash(const endpoint& e, std::uint64_t seed) {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    std::memcpy(&high, e.address.data(), sizeof high);
    std::memcpy(&low, e.address.data() + sizeof high, sizeof low);
    std::uint64_t h = (high ^ e.scope ^ seed) * 0x9e3779b97f4a7c15U;
    h = (h ^ h >> 32 ^ low ^ seed << 1) * 0xbf58476d1ce4e5b9U;
    h = (h ^ h >> 29 ^ e.port) * 0x94d049bb133111ebU;
    return h ^ h >> 32;
}

} // namespace

void source_record::count(std::int64_t now_ns, std::size_t size) {
    if (events++ != 0) learn_interval(now_ns - last_seen_ns);
    bytes += size;
    last_seen_ns = now_ns;
    // One comparison for both: a later second, or one that is over.
    if (static_cast<std::uint64_t>(now_ns - second_ns_) >= second_ns) return turn(now_ns);
    ++second_events_;
}

// An event of another second than the running one.
void source_record::turn(std::int64_t now_ns) {
    const std::int64_t running = second_of(second_ns_), second = second_of(now_ns);
    if (second < running && running - second <= kept_seconds) { // it comes late
        ++kept(second);
        return;
    }
    // Where the clock was set back, all that was counted lies in the future.
    if (second < running) seconds_ = {};
    if (second > running) kept(running) = second_events_;
    const std::int64_t passed = std::min(second - running, kept_seconds + 1);
    for (std::int64_t i = 1; i < passed; ++i) kept(running + i) = 0;
    second_ns_ = second * second_ns;
    second_events_ = 1;
}

std::uint32_t& source_record::kept(std::int64_t second) {
    return seconds_[static_cast<std::uint64_t>(second) % seconds_kept];
}

std::uint32_t source_record::events_in(std::int64_t second) const {
    const std::int64_t ago = second_of(second_ns_) - second;
    if (ago == 0) return second_events_;
    if (ago < 0 || ago > kept_seconds) return 0;
    return seconds_[static_cast<std::uint64_t>(second) % seconds_kept];
}

// The mean of the gaps, each weighed by its own length, over the last four intervals or so. One
// that was silence is no longer than what silence begins at, so that an outage teaches little.
void source_record::learn_interval(std::int64_t gap_ns) {
    constexpr std::int64_t small = 16;
    if (gap_ns <= 0) return;
    gap_ns = std::min(gap_ns, longest_gap_ns);
    if (gap_ns < interval_ns_ / small) { // within a burst: what the formula below comes to, quickly
        interval_ns_ -= gap_ns / 4;
        return;
    }
    const auto usual = static_cast<double>(interval_ns_);
    const auto gap =
        static_cast<double>(interval_ns_ == 0 ? gap_ns : std::min(gap_ns, patience_ns()));
    interval_ns_ += static_cast<std::int64_t>((gap - usual) * gap / (gap + 4 * usual));
}

std::int64_t source_record::patience_ns() const {
    return std::max(least_patience_ns, intervals_of_patience * interval_ns_);
}

bool source_record::is_silent(std::int64_t now_ns) const {
    return events >= least_events && now_ns - last_seen_ns > patience_ns();
}

double source_record::rate(std::int64_t now_ns) const {
    const std::int64_t now = second_of(now_ns);
    constexpr double second = second_ns;
    // Ten seconds end within one: they begin within another.
    const double part = static_cast<double>(now_ns - now * second_ns) / second;
    double sum = events_in(now - rated_seconds) * (1 - part);
    for (std::int64_t ago = 0; ago < rated_seconds; ++ago) sum += events_in(now - ago);
    return sum / std::clamp(static_cast<double>(now_ns - first_seen_ns) / second, 1.0,
                            static_cast<double>(rated_seconds));
}

std::array<std::uint32_t, source_record::seconds_kept> source_record::history(
    std::int64_t now_ns) const {
    std::array<std::uint32_t, seconds_kept> all{};
    std::int64_t second = second_of(now_ns) - kept_seconds;
    for (std::uint32_t& number : all) number = events_in(second++);
    return all;
}

source_table::source_table(std::size_t limit, std::uint64_t seed, unsigned bits)
    : seed_(seed),
      limit_(std::max<std::size_t>(limit, 1)),
      buckets_(std::bit_ceil(limit * 2 + 1), none),
      bits_(bits) {
    slots_.reserve(limit_);
    trackers_.reserve(limit_);
    spare_trackers_.reserve(limit_);
}

void source_table::record(const endpoint& source, std::int64_t time_ns, std::size_t size,
                          std::optional<std::uint64_t> number, bool likely) {
    const bool same = latest_ != none && slots_[latest_].record.source == source;
    const std::uint32_t at = same ? latest_ : find_or_insert(source, time_ns);
    slots_[at].record.count(time_ns, size);
    if (number) take_number(slots_[at], *number, likely);
    if (at != latest_) {
        unlink(at);
        make_latest(at);
    }
}

void source_table::take_number(slot& s, std::uint64_t number, bool likely) {
    if (s.tracker == none) {
        if (spare_trackers_.empty()) {
            s.tracker = static_cast<std::uint32_t>(trackers_.size());
            trackers_.emplace_back();
        } else {
            s.tracker = spare_trackers_.back();
            spare_trackers_.pop_back();
        }
        trackers_[s.tracker] = {sequence_tracker{bits_}, false};
    }
    numbers& n = trackers_[s.tracker];
    n.tracker.take(number);
    n.counts = n.counts || !likely || n.tracker.is_regular();
}

std::uint32_t& source_table::bucket_of(const endpoint& source) {
    return buckets_[hash(source, seed_) & (buckets_.size() - 1)];
}

std::uint32_t source_table::find_or_insert(const endpoint& source, std::int64_t time_ns) {
    for (std::uint32_t at = bucket_of(source); at != none; at = slots_[at].next_in_bucket) {
        if (slots_[at].record.source == source) return at;
    }
    const std::uint32_t at = take_slot();
    slot& s = slots_[at];
    s = {};
    s.record.source = source;
    s.record.first_seen_ns = time_ns;
    s.record.second_ns_ = second_of(time_ns) * second_ns;
    std::uint32_t& bucket = bucket_of(source);
    s.next_in_bucket = bucket;
    bucket = at;
    make_latest(at);
    return at;
}

// An unused slot, or that of the source that has been silent longest.
std::uint32_t source_table::take_slot() {
    if (slots_.size() < limit_) {
        slots_.emplace_back();
        return static_cast<std::uint32_t>(slots_.size() - 1);
    }
    const std::uint32_t at = silent_longest_;
    const source_record& r = slots_[at].record;
    ++forgotten_.sources;
    forgotten_.events += r.events;
    forgotten_.bytes += r.bytes;
    if (slots_[at].tracker != none) {
        numbers& n = trackers_[slots_[at].tracker];
        if (n.counts) forgotten_sequence_ += n.tracker.figures();
        n.counts = false;
        spare_trackers_.push_back(slots_[at].tracker);
    }
    unlink(at);
    std::uint32_t* link = &bucket_of(r.source);
    while (*link != at) link = &slots_[*link].next_in_bucket;
    *link = slots_[at].next_in_bucket;
    return at;
}

void source_table::unlink(std::uint32_t at) {
    const slot& s = slots_[at];
    (s.newer == none ? latest_ : slots_[s.newer].older) = s.older;
    (s.older == none ? silent_longest_ : slots_[s.older].newer) = s.newer;
}

void source_table::make_latest(std::uint32_t at) {
    slots_[at].newer = none;
    slots_[at].older = latest_;
    (latest_ == none ? silent_longest_ : slots_[latest_].newer) = at;
    latest_ = at;
}

std::vector<numbered_source> source_table::list() const {
    std::vector<numbered_source> records;
    records.reserve(slots_.size());
    for (std::uint32_t at = latest_; at != none; at = slots_[at].older) {
        numbered_source& r = records.emplace_back(numbered_source{slots_[at].record, std::nullopt});
        if (slots_[at].tracker == none) continue;
        const numbers& n = trackers_[slots_[at].tracker];
        if (!n.counts) continue;
        r.sequence = numbered_source::numbering{n.tracker.figures(), n.tracker.last()};
    }
    return records;
}

sequence_figures source_table::sequence_totals() const {
    sequence_figures sum = forgotten_sequence_;
    for (const numbers& n : trackers_) {
        if (n.counts) sum += n.tracker.figures();
    }
    return sum;
}

} // namespace gateway::events
