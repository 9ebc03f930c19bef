#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "events/sequence_tracker.hpp"
#include "gateway/event.hpp"

namespace gateway::events {

// What is known of one sender (address and port).
struct source_record {
    endpoint source;
    std::int64_t first_seen_ns = 0; // arrival of its first and newest event, UTC
    std::int64_t last_seen_ns = 0;
    std::uint64_t events = 0;
    std::uint64_t bytes = 0; // of payload

    // Events a second over the last ten, or since the first event where that is less.
    double rate(std::int64_t now_ns) const;

    // Events in each second (of UTC) of the minute that ended with the last full second; the
    // newest is the last one.
    static constexpr std::size_t seconds_kept = 60;
    std::array<std::uint32_t, seconds_kept> history(std::int64_t now_ns) const;

    // Whether a source that sends regularly has stopped: no event for five times its usual
    // interval, and for two seconds at least. The first events only say what is usual.
    bool is_silent(std::int64_t now_ns) const;

  private:
    friend class source_table;
    void count(std::int64_t now_ns, std::size_t size);
    void learn_interval(std::int64_t gap_ns);
    std::int64_t patience_ns() const;
    void turn(std::int64_t now_ns);
    std::uint32_t events_in(std::int64_t second) const;
    std::uint32_t& kept(std::int64_t second);

    // Between two events, as it is at a moment taken at random: a pause of a minute weighs more
    // than the burst of a thousand events before it.
    std::int64_t interval_ns_ = 0;

    // The second that is running, and those before it, each at its number modulo their count.
    std::int64_t second_ns_ = 0;
    std::uint32_t second_events_ = 0;
    std::array<std::uint32_t, seconds_kept> seconds_{};
};

// The same with what its numbers say.
struct numbered_source : source_record {
    struct numbering {
        sequence_figures figures;
        std::uint64_t last = 0; // the highest number since it began to count
    };
    std::optional<numbering> sequence; // nullopt where its datagrams carry none
};

// Who has sent how much. The table is bounded, since a source address is the sender's own claim:
// where it is full, the source that has been silent longest is folded into forgotten(), so that
// the sums stay exact. One record() costs a hash and, where the source is not the latest one, a
// relink. The numbers of a source are followed from the first one on. Nothing is allocated after
// construction, and memory is touched only as sources come. Not thread-safe.
class source_table {
  public:
    // `seed` is best a number that no sender knows: it decides which sources share a bucket.
    // `bits` is the width of sequence numbers.
    explicit source_table(std::size_t limit = default_limit, std::uint64_t seed = 0,
                          unsigned bits = 64);
    static constexpr std::size_t default_limit = 4'096;

    // Counts an event; `number` is its sequence number, where it has one. Where it is only
    // `likely` one, the source is taken for numbered from two numbers in a row on.
    void record(const endpoint& source, std::int64_t time_ns, std::size_t size,
                std::optional<std::uint64_t> number = std::nullopt, bool likely = false);

    // The sources, last seen first.
    std::vector<numbered_source> list() const;

    struct sums {
        std::uint64_t sources = 0, events = 0, bytes = 0;
    };
    const sums& forgotten() const { return forgotten_; }

    // What the numbers of all sources say, the forgotten ones too.
    sequence_figures sequence_totals() const;

  private:
    static constexpr std::uint32_t none = 0xffffffff;
    struct slot {
        std::uint32_t next_in_bucket = none;
        std::uint32_t newer = none, older = none;
        std::uint32_t tracker = none; // in trackers_
        source_record record;         // its seconds, seldom touched, are the last of it
    };
    struct numbers {
        sequence_tracker tracker;
        bool counts = false; // they are the sequence numbers of a source
    };

    std::uint32_t& bucket_of(const endpoint& source);
    std::uint32_t find_or_insert(const endpoint& source, std::int64_t time_ns);
    std::uint32_t take_slot();
    void take_number(slot& s, std::uint64_t number, bool likely);
    void unlink(std::uint32_t at);
    void make_latest(std::uint32_t at);

    std::uint64_t seed_;
    std::size_t limit_;
    std::vector<slot> slots_;            // no more than limit_: never moved
    std::vector<std::uint32_t> buckets_; // a power of two
    std::uint32_t latest_ = none, silent_longest_ = none;
    sums forgotten_;
    unsigned bits_;
    std::vector<numbers> trackers_; // nor are these
    std::vector<std::uint32_t> spare_trackers_;
    sequence_figures forgotten_sequence_;
};

} // namespace gateway::events
