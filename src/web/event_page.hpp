#pragma once

#include <cstdint>
#include <vector>

#include "gateway/counters.hpp"
#include "gateway/event_ring.hpp"
#include "http/body_stream.hpp"
#include "web/event_query.hpp"
#include "web/work_slice.hpp"

namespace gateway::web {

// A page of events, or an export of the whole selection, in any of the formats. A cursor over the
// ring that works in turns: it renders at most about 32 KiB, and takes about a millisecond, at a
// time. It ends with its client.
class event_page : public http::body_stream {
  public:
    // The page ends at the ring's newest event of this moment.
    event_page(const event_ring& ring, counters& counts, event_query query,
               steady_clock_function clock);
    event_page(const event_page&) = delete;
    event_page& operator=(const event_page&) = delete;
    ~event_page() override;

    progress produce(std::string& out, time_point now) override;
    bool ends_with_client() const override { return true; }

  private:
    void narrow_by_time();
    std::uint64_t first() const;
    bool locate(work_slice& slice);
    bool look_at_group(work_slice& slice);
    bool render(std::string& out, work_slice& slice);
    void begin(std::string& out) const;
    void end(std::string& out) const;

    const event_ring& ring_;
    counters& counts_;
    event_query query_;
    steady_clock_function clock_;
    event_search search_;
    std::uint64_t earliest_ = 1; // nothing in front of it is looked at
    std::uint64_t next_;         // the next event to look at
    std::uint64_t last_;         // the last one to look at
    std::uint64_t remaining_;    // how many may still be rendered
    bool locating_ = false;      // going back from last_ for the newest `remaining_` that match
    std::uint64_t to_find_ = 0;
    std::uint64_t first_match_ = 0; // of those found so far; behind last_ where there is none
    // While locating: the group of events from next_ to group_end_, looked at up to group_next_.
    std::uint64_t group_size_ = 0;
    std::uint64_t group_next_ = 0;
    std::uint64_t group_end_ = 0;
    std::vector<std::uint64_t> group_matches_;
    bool begun_ = false;
    bool any_ = false;
};

} // namespace gateway::web
