#pragma once

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/gateway_api.hpp"
#include "web/event_page.hpp"

// What the tests of event_page share.
namespace gateway::tests {

// On this clock no time passes: a turn ends by what it has made only.
inline std::chrono::steady_clock::time_point calm() {
    return {};
}
// On this one every turn is over whenever it looks.
inline std::chrono::steady_clock::time_point hurried() {
    return std::chrono::steady_clock::time_point::max();
}

constexpr std::array<std::string_view, 9> page_parameters{
    "after", "before", "since", "until", "limit", "source", "contains", "via", "format"};

inline web::event_query page_query(const std::string& query) {
    return web::parse_event_query(query, page_parameters);
}

inline void append(event_ring& ring, std::string_view payload, std::int64_t time_ns = 0) {
    event_fields fields;
    fields.time_ns = time_ns;
    fields.payload = payload;
    REQUIRE(ring.append(fields) != 0);
}

struct rendered {
    std::string body;
    std::size_t parts = 0, largest = 0;
};

inline rendered render(const event_ring& ring, const std::string& query,
                       const web::steady_clock_function& clock = calm) {
    using progress = http::body_stream::progress;
    counters counts;
    web::event_page page(ring, counts, page_query(query), clock);
    rendered out;
    for (progress p = progress::more; p != progress::done; ++out.parts) {
        REQUIRE(p == progress::more);
        const std::size_t before = out.body.size();
        p = page.produce(out.body, {});
        out.largest = std::max(out.largest, out.body.size() - before);
    }
    CHECK(counts.stream_skipped == 0);
    return out;
}

inline std::vector<std::uint64_t> seqs(const event_ring& ring, const std::string& query,
                                       const web::steady_clock_function& clock = calm) {
    std::vector<std::uint64_t> result;
    for (const auto& e : parse_page(render(ring, query, clock).body).events) {
        result.push_back(e.seq);
    }
    return result;
}

// What a page has to contain, found the slow way.
inline std::vector<std::uint64_t> expected(const event_ring& ring, const std::string& query) {
    const auto q = page_query(query);
    std::vector<std::uint64_t> result;
    for (std::uint64_t seq = ring.oldest(); seq <= ring.newest(); ++seq) {
        const bool inside = (!q.after || seq > *q.after) && (!q.before || seq < *q.before);
        if (inside && q.filter.matches(*ring.find(seq))) result.push_back(seq);
    }
    const std::size_t limit = std::min<std::size_t>(result.size(), q.limit.value_or(50));
    if (q.after || (q.filter.since_ns && !q.before)) {
        result.resize(limit);
    } else {
        result.erase(result.begin(), result.end() - static_cast<std::ptrdiff_t>(limit));
    }
    return result;
}

} // namespace gateway::tests
