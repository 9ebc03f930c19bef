// Pages and exports of a time: since= and until=.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "unit/web/paging.hpp"

using namespace gateway;
using namespace gateway::tests;

namespace {

tests::event_page page(const event_ring& ring, const std::string& query) {
    return parse_page(render(ring, query).body);
}

} // namespace

// One event each tenth of a second, from the second 100 on, in the order that sockets can make of
// it: every seventh one came half a second before it was stored.
TEST_CASE("event_page: every combination of times with place, limit and filter") {
    event_ring ring(1 << 20);
    for (std::int64_t i = 1; i <= 300; ++i) {
        const std::int64_t waited = i % 7 == 0 ? 500'000'000 : 0;
        append(ring, std::to_string(i) + ".", 100'000'000'000 + i * 100'000'000 - waited);
    }
    for (const std::string since : {"", "since=0&", "since=110&", "since=110.05&", "since=200&"}) {
        for (const std::string until :
             {"", "until=100&", "until=110.1&", "until=121&", "until=9999&"}) {
            for (const std::string place : {"", "after=0&", "after=105&", "before=150&",
                                            "before=1&", "after=90&before=140&"}) {
                for (const std::string rest :
                     {"", "limit=1&", "limit=1000&", "contains=1.", "contains=no"}) {
                    const std::string query = since + until + place + rest;
                    CAPTURE(query);
                    CHECK(seqs(ring, query) == expected(ring, query));
                    CHECK(seqs(ring, query, hurried) == expected(ring, query));
                }
            }
        }
    }
}

TEST_CASE("event_page: pages from a time on, oldest first, lead to its end and no farther") {
    event_ring ring(1 << 20);
    for (std::int64_t i = 1; i <= 300; ++i) append(ring, "x", i * 1'000'000'000);
    std::string query = "since=101&until=250&limit=40&contains=x";
    std::vector<std::uint64_t> all_of_them;
    std::size_t pages = 0;
    while (!query.empty()) {
        REQUIRE(++pages < 10);
        const auto found = page(ring, query);
        for (const auto& e : found.events) all_of_them.push_back(e.seq);
        query = found.next ? found.next->substr(found.next->find('?') + 1) : "";
    }
    REQUIRE(all_of_them.size() == 149);
    CHECK(all_of_them.front() == 101);
    CHECK(all_of_them.back() == 249);
    CHECK_FALSE(page(ring, "since=9999").next);
    CHECK(page(ring, "since=200&until=100").events.empty());
}

TEST_CASE("event_page: where the clock was set back, only events of the time asked for are shown") {
    event_ring ring(1 << 20);
    for (int lap = 0; lap < 3; ++lap) {
        for (std::int64_t i = 1; i <= 1'000; ++i) append(ring, "x", i * 1'000'000'000);
    }
    const auto found = page(ring, "since=400&until=500&limit=1000").events;
    REQUIRE(found.size() >= 100);
    for (const auto& e : found) {
        CHECK((e.seq - 1) % 1'000 + 1 >= 400);
        CHECK((e.seq - 1) % 1'000 + 1 < 500);
    }
}
