#include "web/event_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <vector>

#include "export/event_writer.hpp"

namespace gateway::web {
namespace {

constexpr std::uint64_t default_limit = 50;
constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t part_size = 32 * 1024;

// One slice of work, about a millisecond at most: what it may look at.
constexpr std::size_t slice_bytes = 1024 * 1024;
// How many events are looked at together on the way back: forward from there is the ring's way.
constexpr std::uint64_t locate_group = 16;

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

event_page::event_page(const event_ring& ring, counters& counts, event_query query)
    : ring_(ring), counts_(counts), query_(std::move(query)), next_(1), last_(ring.newest()) {
    const bool whole = query_.format != event_format::json && !query_.limit;
    remaining_ = whole ? unlimited : query_.limit.value_or(default_limit);
    if (query_.before) last_ = std::min(last_, *query_.before == 0 ? 0 : *query_.before - 1);
    if (query_.after) {
        next_ = *query_.after == unlimited ? unlimited : *query_.after + 1;
    } else if (!whole && query_.filter.is_open()) {
        next_ = last_ >= remaining_ ? last_ - remaining_ + 1 : 1;
    } else if (!whole) {
        locating_ = true;
        to_find_ = remaining_;
        next_ = last_ + 1;
    }
    // What was evicted before the page was asked for is not in it, and not lost by it.
    next_ = std::max(next_, ring_.oldest());
}

http::body_stream::progress event_page::produce(std::string& out, time_point) {
    if (locating_ && !locate()) return progress::more;
    if (!begun_) begin(out);
    begun_ = true;
    if (!render(out)) return progress::more;
    end(out);
    return progress::done;
}

// Looks at one slice in front of next_, group by group, which becomes the first event of the page.
// True when that is found.
bool event_page::locate() {
    std::size_t looked_at = 0;
    while (looked_at <= slice_bytes) {
        if (next_ <= ring_.oldest()) {
            next_ = ring_.oldest();
            return !(locating_ = false);
        }
        const std::uint64_t end = next_;
        next_ = end - ring_.oldest() > locate_group ? end - locate_group : ring_.oldest();
        std::vector<std::uint64_t> matches;
        for (auto c = ring_.from(next_); const auto e = c.next();) {
            if (e->seq >= end) break;
            looked_at += event_ring::record_overhead + e->payload.size();
            if (query_.filter.matches(*e)) matches.push_back(e->seq);
        }
        if (matches.size() >= to_find_) {
            next_ = matches[matches.size() - to_find_];
            return !(locating_ = false);
        }
        to_find_ -= matches.size();
    }
    return false;
}

// Renders one slice; true when nothing is left.
bool event_page::render(std::string& out) {
    if (next_ <= last_ &&
        next_ < ring_.oldest()) { // overtaken while the part before was on its way
        counts_.stream_skipped += std::min(ring_.oldest(), last_ + 1) - next_;
        next_ = ring_.oldest();
    }
    const std::size_t start = out.size();
    std::size_t looked_at = 0;
    for (auto c = ring_.from(next_); next_ <= last_ && remaining_ != 0;) {
        if (looked_at > slice_bytes || out.size() - start > part_size) return false;
        const auto e = c.next();
        next_ = e ? std::min(e->seq, last_) + 1 : last_ + 1; // a damaged file has lost some
        if (!e || e->seq > last_) break;
        looked_at += event_ring::record_overhead + e->payload.size();
        if (!query_.filter.matches(*e)) continue;
        if (any_ && query_.format == event_format::json) out.push_back(',');
        append_event(out, query_.format, *e);
        any_ = true;
        --remaining_;
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
    // With both ends given the pages stay between them.
    const bool between = query_.after && query_.before;
    if (looked_at < (between ? last_ : ring_.newest())) {
        fmt::format_to(std::back_inserter(out), "\"/api/v1/events?after={}{}{}\"", looked_at,
                       between ? fmt::format("&before={}", *query_.before) : "", query_.kept);
    } else {
        out += "null";
    }
    out.push_back('}');
}

} // namespace gateway::web
