#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

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

  private:
    friend class source_table;
    void count(std::int64_t now_ns, std::size_t size);

    // The rate is a sliding window made of two fixed ones: the full one before and the current.
    std::int64_t window_start_ns_ = 0;
    std::uint32_t window_events_ = 0;
    std::uint32_t previous_events_ = 0;
};

// Who has sent how much. The table is bounded, since a source address is the sender's own claim:
// where it is full, the source that has been silent longest is folded into forgotten(), so that
// the sums stay exact. One record() costs a hash and, where the source is not the latest one, a
// relink. Nothing is allocated after construction. Not thread-safe.
class source_table {
  public:
    // `seed` is best a number that no sender knows: it decides which sources share a bucket.
    explicit source_table(std::size_t limit = default_limit, std::uint64_t seed = 0);
    static constexpr std::size_t default_limit = 4'096;

    void record(const endpoint& source, std::int64_t time_ns, std::size_t size);

    // The sources, last seen first.
    std::vector<source_record> list() const;

    struct sums {
        std::uint64_t sources = 0, events = 0, bytes = 0;
    };
    const sums& forgotten() const { return forgotten_; }

  private:
    static constexpr std::uint32_t none = 0xffffffff;
    struct slot {
        source_record record;
        std::uint32_t next_in_bucket = none;
        std::uint32_t newer = none, older = none;
    };

    std::uint32_t& bucket_of(const endpoint& source);
    std::uint32_t find_or_insert(const endpoint& source, std::int64_t time_ns);
    std::uint32_t take_slot();
    void unlink(std::uint32_t at);
    void make_latest(std::uint32_t at);

    std::uint64_t seed_;
    std::vector<slot> slots_;
    std::vector<std::uint32_t> buckets_; // a power of two
    std::uint32_t used_ = 0;
    std::uint32_t latest_ = none, silent_longest_ = none;
    sums forgotten_;
};

} // namespace gateway::events
