#include "web/event_page.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "unit/web/paging.hpp"

using namespace gateway;
using namespace gateway::tests;
using progress = http::body_stream::progress;

namespace {

// A ring with the payloads "1", "2", ..., padded to `size`.
event_ring numbered(std::uint64_t count, std::size_t size = 0, std::size_t capacity = 64 << 20) {
    event_ring ring(capacity);
    for (std::uint64_t i = 1; i <= count; ++i) {
        std::string payload = std::to_string(i) + ".";
        payload.resize(std::max(size, payload.size()), ' ');
        append(ring, payload);
    }
    return ring;
}

} // namespace

TEST_CASE("event_page: every combination of place and limit and filter") {
    for (const std::uint64_t count : {0, 1, 49, 50, 51, 500}) {
        const event_ring ring = numbered(count);
        for (const std::string after : {"", "after=0&", "after=1&", "after=49&", "after=600&"}) {
            for (const std::string before :
                 {"", "before=0&", "before=1&", "before=50&", "before=600&"}) {
                for (const std::string limit : {"", "limit=1&", "limit=1000&"}) {
                    for (const std::string filter : {"", "contains=1.", "contains=no"}) {
                        const std::string query = after + before + limit + filter;
                        CAPTURE(count);
                        CAPTURE(query);
                        CHECK(seqs(ring, query) == expected(ring, query));
                    }
                }
            }
        }
    }
}

TEST_CASE("event_page: a ring that has wrapped begins at its oldest") {
    const event_ring ring = numbered(5000, 300, 200'000);
    REQUIRE(ring.oldest() > 1000);
    const std::uint64_t oldest = ring.oldest();
    for (const std::string& query :
         {std::string("limit=1000"), std::string("after=0&limit=1000"), std::string("after=7"),
          "after=" + std::to_string(oldest), "before=" + std::to_string(oldest),
          "before=" + std::to_string(oldest + 1), std::string("contains=7.&limit=1000")}) {
        CAPTURE(query);
        CHECK(seqs(ring, query) == expected(ring, query));
    }
}

// Going back it looks at larger and larger groups.
TEST_CASE("event_page: matches far back and far apart are found") {
    event_ring ring = numbered(20'000);
    for (const std::string query :
         {"contains=17.&limit=1", "contains=1.&limit=1000", "contains=9999.", "contains=19999.",
          "before=19999&contains=9999.", "before=3000&contains=7.&limit=200"}) {
        CAPTURE(query);
        CHECK(seqs(ring, query) == expected(ring, query));
        CHECK(seqs(ring, query, hurried) == expected(ring, query));
    }
}

TEST_CASE("event_page: a rare match is found in slices") {
    event_ring ring = numbered(100'000);
    append(ring, "needle");
    for (int i = 0; i < 100'000; ++i) append(ring, "hay");
    const auto found = render(ring, "contains=needle", hurried);
    CHECK(tests::parse_page(found.body).events.size() == 1);
    CHECK(found.parts > 10); // nobody else waited for the whole of it
    CHECK(render(ring, "format=ndjson&contains=needle", hurried).parts > 10);
}

TEST_CASE("event_page: turns that end at every look change nothing") {
    const event_ring ring = numbered(300, 3000);
    for (const std::string query :
         {"", "limit=7", "contains=7.", "contains=7.&limit=3", "contains=no", "after=10&limit=1000",
          "after=10&before=200&contains=9.", "before=100&limit=1000"}) {
        CAPTURE(query);
        CHECK(seqs(ring, query, hurried) == expected(ring, query));
    }
}

TEST_CASE("event_page: a turn may end within a payload") {
    event_ring ring(16 << 20);
    const std::size_t piece = events::event_filter::piece;
    for (const std::size_t at : {std::size_t{0}, piece - 3, piece, 5 * piece - 1}) {
        std::string payload(10 * piece, 'a');
        payload.replace(at, 6, "needle");
        append(ring, payload);
        append(ring, std::string(10 * piece, 'a'));
        append(ring, payload.substr(0, at + 5)); // without its last letter
    }
    for (const std::string query : {"contains=needle", "after=0&contains=needle"}) {
        CAPTURE(query);
        const auto found = render(ring, query, hurried);
        std::vector<std::uint64_t> numbers;
        for (const auto& e : tests::parse_page(found.body).events) numbers.push_back(e.seq);
        CHECK(numbers == std::vector<std::uint64_t>{1, 4, 7, 10});
        CHECK(found.parts > 50); // one at least for each piece that was in vain
    }
}

TEST_CASE("event_page: turns become shorter where many share the thread") {
    using web::work_slice;
    CHECK(work_slice::length(0) == std::chrono::milliseconds{1});
    CHECK(work_slice::length(20) == std::chrono::milliseconds{1});
    CHECK(work_slice::length(100) == std::chrono::microseconds{200});
    CHECK(work_slice::length(100'000) == std::chrono::microseconds{50});
}

TEST_CASE("event_page: an export comes in parts of bounded size") {
    const event_ring ring = numbered(20'000, 100);
    for (const std::string format : {"ndjson", "csv", "pcap", "text"}) {
        CAPTURE(format);
        const auto out = render(ring, "format=" + format);
        CHECK(out.body.size() > 2'000'000);
        CHECK(out.largest < 40'000);
    }
    const auto large = render(numbered(20, 65'507), "format=ndjson");
    CHECK(large.largest < 32'768 + 70'000);
}

TEST_CASE("event_page: next leads on and is null at the end") {
    const event_ring ring = numbered(120);
    const auto next = [&](const std::string& query) {
        return tests::parse_page(render(ring, query).body).next.value_or("null");
    };
    CHECK(next("") == "null");
    CHECK(next("after=0&limit=10") == "/api/v1/events?after=10&limit=10");
    CHECK(next("after=110&limit=10") == "null");
    CHECK(next("before=50&limit=10").starts_with("/api/v1/events?after=49&limit=10"));
    CHECK(next("after=500") == "null");
    CHECK(next("after=0&limit=1&contains=5.").starts_with("/api/v1/events?after=5&"));
}

TEST_CASE("event_page: what is evicted on the way is counted and the page stays well-formed") {
    event_ring ring = numbered(600, 1000, 1 << 20);
    counters counts;
    web::event_page page(ring, counts, page_query("format=ndjson"), calm);
    std::string body;
    REQUIRE(page.produce(body, {}) == progress::more);
    for (int i = 0; i < 900; ++i) append(ring, std::string(1000, 'n')); // laps the reader
    while (page.produce(body, {}) == progress::more) continue;
    std::uint64_t events = 0, last = 0;
    for (std::size_t from = 0, end; (end = body.find('\n', from)) != std::string::npos;
         from = end + 1) {
        const auto e = tests::parse_event(body.substr(from, end - from));
        CHECK(e.seq > last);
        CHECK(e.seq <= 600);
        last = e.seq;
        ++events;
    }
    CHECK(counts.stream_skipped > 0);
    CHECK(events + counts.stream_skipped == 600);
}

TEST_CASE("event_page: any number of events appended between the parts does no harm") {
    std::mt19937 random(5);
    for (int round = 0; round < 50; ++round) {
        event_ring ring = numbered(400, 500, 100'000);
        counters counts;
        const char* const queries[] = {"limit=1000", "contains=7", "after=0&limit=1000",
                                       "format=csv", "format=pcap&contains=1"};
        web::event_page page(ring, counts, page_query(queries[round % 5]),
                             round % 2 == 0 ? calm : hurried);
        std::string body;
        while (page.produce(body, {}) == progress::more) {
            for (std::size_t n = random() % 300; n > 0; --n) append(ring, std::string(900, '7'));
        }
        if (body.starts_with('{')) CHECK_NOTHROW(tests::parse_page(body));
        CHECK_FALSE(body.empty());
    }
}

TEST_CASE("event_page: passes over what a damaged file has lost, and pages end behind it") {
    event_ring ring(1 << 20);
    append(ring, "1.");
    ring.append_lost(30, 30 * 64); // 2 to 31
    append(ring, "32.");
    append(ring, "33.");
    ring.append_lost(2, 2 * 64); // 34 and 35
    using numbers = std::vector<std::uint64_t>;
    CHECK(seqs(ring, "after=0") == numbers{1, 32, 33});
    CHECK(seqs(ring, "after=1&before=33") == numbers{32});
    CHECK(seqs(ring, "after=5&limit=1") == numbers{32});
    CHECK(seqs(ring, "contains=.&limit=2") == numbers{32, 33});
    CHECK(seqs(ring, "contains=1.") == numbers{1});
    const auto next = [&](const std::string& query) {
        return tests::parse_page(render(ring, query).body).next;
    };
    CHECK(next("after=0&limit=1") == "/api/v1/events?after=1&limit=1");
    CHECK_FALSE(next("after=0")); // nothing stands behind it, whatever the newest number is
    CHECK_FALSE(next("after=33"));
}
