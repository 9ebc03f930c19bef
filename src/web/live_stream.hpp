#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "events/event_filter.hpp"
#include "gateway/counters.hpp"
#include "gateway/event_ring.hpp"
#include "http/body_stream.hpp"
#include "web/live_hub.hpp"
#include "web/stream_form.hpp"
#include "web/work_slice.hpp"

namespace gateway::web {

// A stream of events, as Server-Sent Events (WHATWG HTML, 9.2) or in another form: a cursor over
// the ring that waits at its newest end. Events that were evicted before this reader got to them
// are told as a gap; something that means nothing every 15 s keeps proxies awake.
class live_stream : public http::body_stream {
  public:
    // Starts behind the event `cursor`. The ledger names `client`, and `since_ns` (UTC).
    live_stream(const event_ring& ring, live_hub& hub, counters& counts,
                events::event_filter filter, std::uint64_t cursor, steady_clock_function clock,
                const endpoint& client = {}, std::int64_t since_ns = 0,
                const stream_form& form = stream_form_of(event_format::sse));
    ~live_stream() override;
    live_stream(const live_stream&) = delete;

    progress produce(std::string& out, time_point now) override;
    std::optional<std::string_view> shared_chunks(time_point now) override;
    void written() override;
    time_point wake_at() const override;

    static constexpr std::chrono::seconds heartbeat{15};

  private:
    void append_gap(std::string& out, std::uint64_t next);
    bool append_events(std::string& out, work_slice& slice);

    const event_ring& ring_;
    live_hub& hub_;
    counters& counts_;
    const stream_form& form_;
    const bool shares_; // what it sends is the same for all streams of its kind
    reader_list::place reader_;
    steady_clock_function clock_;
    event_search search_;
    bool begun_ = false;
    std::uint64_t cursor_;          // the last event that was looked at
    std::uint64_t unconfirmed_ = 0; // events appended, not yet written
    time_point last_sent_ = time_point::min();
};

} // namespace gateway::web
