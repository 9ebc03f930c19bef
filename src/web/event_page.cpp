#include "web/event_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "events/time_search.hpp"
#include "export/event_writer.hpp"

namespace gateway::web {
namespace {

constexpr std::uint64_t default_limit = 50;
constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();
// How far the order of storing may differ from that of arrival: datagrams wait in their sockets.
constexpr std::int64_t disorder_ns = 1'000'000'000;
constexpr std::size_t part_size = 32 * 1024;
// How many events are looked at together on the way back, as forward from there is the ring's way:
// more and more, since whoever has found nothing yet is going far.
constexpr std::uint64_t least_group = 16;
constexpr std::uint64_t largest_group = 1'024;

void append_event(std::string& out, event_format format, const event& e) {
    switch (format) {
        case event_format::json:
            return exporting::append_json(out, e);
        case event_format::ndjson:
            return exporting::append_ndjson(out, e);
        case event_format::csv:
            return exporting::append_csv(out, e);
        case event_format::pcap:
            return exporting::append_pcap(out, e);
        case event_format::text:
            return exporting::append_text(out, e);
    }
}

} // namespace

event_page::event_page(const event_ring& ring, counters& counts, event_query query,
                       steady_clock_function clock)
    : ring_(ring),
      counts_(counts),
      query_(std::move(query)),
      clock_(std::move(clock)),
      search_(query_.filter),
      next_(1),
      last_(ring.newest()) {
    ++counts_.http_open_exports;
    const bool whole = query_.format != event_format::json && !query_.limit;
    remaining_ = whole ? unlimited : query_.limit.value_or(default_limit);
    narrow_by_time();
    if (query_.before) last_ = std::min(last_, *query_.before == 0 ? 0 : *query_.before - 1);
    const bool forward = whole || query_.after || (query_.filter.since_ns && !query_.before);
    if (query_.after) {
        next_ = *query_.after == unlimited ? unlimited : *query_.after + 1;
    } else if (!forward && query_.filter.is_open()) {
        next_ = last_ >= remaining_ ? last_ - remaining_ + 1 : 1;
    } else if (!forward) {
        locating_ = true;
        to_find_ = remaining_;
        next_ = first_match_ = last_ + 1;
    }
    // What was evicted before the page was asked for is not in it, and not lost by it.
    next_ = std::max(next_, first());
}

// Where `since` and `until` are. In between each event is asked for its own time: those that came
// at nearly the same time may be stored in another order.
void event_page::narrow_by_time() {
    const auto& f = query_.filter;
    if (f.since_ns) earliest_ = events::first_at(ring_, 1, *f.since_ns - disorder_ns);
    if (f.until_ns) last_ = events::first_at(ring_, first(), *f.until_ns + disorder_ns) - 1;
}

std::uint64_t event_page::first() const {
    return std::max(earliest_, ring_.oldest());
}

event_page::~event_page() {
    --counts_.http_open_exports;
}

http::body_stream::progress event_page::produce(std::string& out, time_point now) {
    work_slice slice{clock_, now, counts_.http_open_exports};
    if (locating_ && !locate(slice)) return progress::more;
    if (!begun_) begin(out);
    begun_ = true;
    if (!render(out, slice)) return progress::more;
    end(out);
    return progress::done;
}

// Looks at what is in front of next_, group by group, which becomes the first event of the page.
// True when that is found, false when the turn is over.
bool event_page::locate(work_slice& slice) {
    for (;;) {
        if (group_next_ == group_end_) {
            if (next_ <= first()) { // fewer than asked for: from the first of them on
                next_ = std::max(first_match_, first());
                return !(locating_ = false);
            }
            group_end_ = next_;
            group_size_ = std::clamp(2 * group_size_, least_group, largest_group);
            next_ = next_ - first() > group_size_ ? next_ - group_size_ : first();
            group_next_ = next_;
        }
        if (!look_at_group(slice)) return false;
        if (group_matches_.size() >= to_find_) {
            next_ = group_matches_[group_matches_.size() - to_find_];
            return !(locating_ = false);
        }
        if (!group_matches_.empty()) first_match_ = group_matches_.front();
        to_find_ -= group_matches_.size();
        group_matches_.clear();
    }
}

// True when the group was looked at to its end.
bool event_page::look_at_group(work_slice& slice) {
    if (group_next_ < ring_.oldest()) { // overtaken since the last turn
        group_next_ = std::min(ring_.oldest(), group_end_);
        std::erase_if(group_matches_, [&](std::uint64_t seq) { return seq < ring_.oldest(); });
        search_.forget();
    }
    for (auto c = ring_.from(group_next_); group_next_ < group_end_;) {
        const auto e = c.next();
        if (!e) break;
        const auto match = search_.matches(*e, slice);
        if (!match) return false;
        if (*match) group_matches_.push_back(group_next_);
        ++group_next_;
        if (slice.is_over(cost_of(*e))) return group_next_ == group_end_;
    }
    group_next_ = group_end_;
    return true;
}

// Renders one slice; true when nothing is left.
bool event_page::render(std::string& out, work_slice& slice) {
    if (next_ <= last_ &&
        next_ < ring_.oldest()) { // overtaken while the part before was on its way
        counts_.stream_skipped += std::min(ring_.oldest(), last_ + 1) - next_;
        next_ = ring_.oldest();
        search_.forget();
    }
    const std::size_t start = out.size();
    for (auto c = ring_.from(next_); next_ <= last_ && remaining_ != 0;) {
        if (out.size() - start > part_size) return false;
        const auto e = c.next();
        if (!e || e->seq > last_) {
            next_ = last_ + 1; // a damaged file has lost some
            break;
        }
        const auto match = search_.matches(*e, slice);
        if (!match) return false;
        next_ = e->seq + 1;
        if (*match) {
            if (any_ && query_.format == event_format::json) out.push_back(',');
            append_event(out, query_.format, *e);
            any_ = true;
            --remaining_;
        }
        if (slice.is_over(cost_of(*e))) return false;
    }
    return true;
}

void event_page::begin(std::string& out) const {
    switch (query_.format) {
        case event_format::json:
            out += "{\"events\":[";
            return;
        case event_format::csv:
            out += exporting::csv_header;
            return;
        case event_format::pcap:
            out += exporting::pcap_header();
            return;
        case event_format::ndjson:
        case event_format::text:
            return;
    }
}

void event_page::end(std::string& out) const {
    if (query_.format != event_format::json) return;
    fmt::format_to(std::back_inserter(out),
                   "],\"oldest\":{},\"newest\":{},\"next\":", ring_.oldest(), ring_.newest());
    const std::uint64_t looked_at = next_ - 1;
    // With both ends given the pages stay between them; each of them has `until`.
    const bool kept_before = query_.after && query_.before;
    const bool between = kept_before || query_.filter.until_ns;
    if (looked_at < (between ? last_ : ring_.newest())) {
        fmt::format_to(std::back_inserter(out), "\"/api/v1/events?after={}{}{}\"", looked_at,
                       kept_before ? fmt::format("&before={}", *query_.before) : "", query_.kept);
    } else {
        out += "null";
    }
    out.push_back('}');
}

} // namespace gateway::web
