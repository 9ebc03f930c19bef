#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <string_view>

#include "events/run_list.hpp"
#include "gateway/event_ring.hpp"
#include "text/keyed_hash.hpp"

namespace gateway::events {

// Finds the captures of a URL in the ring: an entry for each of them, ordered by URL and time, so
// that a look-up is a binary search however many there are. A capture is found as long as the ring
// holds it; its entry costs about 32 bytes beside the ring, and where there are too many, the
// oldest one is forgotten first, and counted; one for which there is no memory is, too. Not
// thread-safe.
class capture_index {
  public:
    static constexpr std::size_t default_limit = 131'072;

    // `ring` has to live longer. `seed`: a number that no client knows.
    capture_index(const event_ring& ring, std::uint64_t seed, std::size_t limit = default_limit);

    // A capture was stored as event `seq`, the newest one.
    void add(std::string_view url, std::int64_t captured_s, std::uint64_t seq) noexcept;
    // To be called after each append to the ring: forgets what is not in it any more. A large event
    // may evict thousands of captures; each append does away with two of them, one more than it can
    // add, so that none takes long.
    void drop_evicted() {
        for (int i = 0; i < 2 && has_evicted(); ++i) drop_oldest();
    }
    // Begins anew with what the ring holds: looks at all of it.
    void rebuild();

    struct found {
        std::int64_t captured_s = 0;
        std::uint64_t seq = 0;
    };
    static constexpr std::int64_t any_time = std::numeric_limits<std::int64_t>::max();
    static constexpr std::int64_t before_all = std::numeric_limits<std::int64_t>::min();
    // The newest capture of exactly this URL, of those at or before `time_s`; of several with the
    // same time the one that was stored last.
    std::optional<found> at_or_before(std::string_view url, std::int64_t time_s) const;
    // The first one behind `time_s`; of several with the same time the one that was stored last.
    std::optional<found> after(std::string_view url, std::int64_t time_s) const;

    std::size_t findable() const;
    std::uint64_t forgotten() const { return forgotten_; } // although the ring held them

  private:
    struct entry {
        std::uint64_t url; // hash
        std::int64_t captured_s;
        std::uint64_t seq;
        friend auto operator<=>(const entry&, const entry&) = default;
    };

    const entry& at(std::uint32_t number) const { return entries_[number - first_]; }
    run_list::place find(const entry& first_not_before) const;
    bool is_of(const entry& e, std::string_view url) const;
    void insert(const entry& e);
    bool has_evicted() const { return !entries_.empty() && entries_.front().seq < ring_.oldest(); }
    void drop_oldest();

    const event_ring& ring_;
    text::hash_key key_;
    std::size_t limit_;
    std::deque<entry> entries_; // as they were stored, numbered from first_ on (modulo 2^32)
    std::uint32_t first_ = 0;
    run_list order_; // their numbers, in the order of what they stand for
    std::uint64_t forgotten_ = 0;
};

} // namespace gateway::events
