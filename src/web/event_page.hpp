#pragma once

#include <cstdint>
#include <memory>

#include "gateway/counters.hpp"
#include "gateway/event_ring.hpp"
#include "http/body_stream.hpp"
#include "web/event_query.hpp"

namespace gateway::web {

// A page of events, or an export of the whole selection, in any of the formats. A cursor over the
// ring: it renders at most about 32 KiB, and looks at no more than about 1 MiB, at a time.
class event_page : public http::body_stream {
  public:
    // The page ends at the ring's newest event of this moment.
    event_page(const event_ring& ring, counters& counts, event_query query);

    progress produce(std::string& out, time_point now) override;

  private:
    bool locate();
    bool render(std::string& out);
    void begin(std::string& out) const;
    void end(std::string& out) const;

    const event_ring& ring_;
    counters& counts_;
    event_query query_;
    std::uint64_t next_;      // the next event to look at
    std::uint64_t last_;      // the last one to look at
    std::uint64_t remaining_; // how many may still be rendered
    bool locating_ = false;   // going back from last_ for the newest `remaining_` that match
    std::uint64_t to_find_ = 0;
    bool begun_ = false;
    bool any_ = false;
};

} // namespace gateway::web
