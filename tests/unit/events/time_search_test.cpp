#include "events/time_search.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <vector>

using namespace gateway;
using events::first_at;

namespace {

void append(event_ring& ring, std::int64_t time_ns, std::size_t size = 0) {
    const std::string payload(size, 'x');
    event_fields fields;
    fields.time_ns = time_ns;
    fields.payload = payload;
    REQUIRE(ring.append(fields) != 0);
}

event_ring at_times(const std::vector<std::int64_t>& times) {
    event_ring ring(1 << 20);
    for (const std::int64_t t : times) append(ring, t);
    return ring;
}

} // namespace

TEST_CASE("first_at: the first event of a time, and of several at the same one") {
    const event_ring ring = at_times({10, 20, 20, 20, 30});
    CHECK(first_at(ring, 1, 0) == 1);
    CHECK(first_at(ring, 1, 10) == 1);
    CHECK(first_at(ring, 1, 11) == 2);
    CHECK(first_at(ring, 1, 20) == 2);
    CHECK(first_at(ring, 1, 21) == 5);
    CHECK(first_at(ring, 1, 30) == 5);
    CHECK(first_at(ring, 1, 31) == 6);
    CHECK(first_at(ring, 3, 20) == 3);
    CHECK(first_at(ring, 9, 0) == 9);
    CHECK(first_at(event_ring(1 << 20), 1, 5) == 1);
}

TEST_CASE("first_at: in a ring that has wrapped, from its oldest event on") {
    event_ring ring(event_ring::min_capacity);
    for (std::int64_t t = 1; t <= 5'000; ++t) append(ring, t * 10, 100);
    REQUIRE(ring.oldest() > 1'000);
    CHECK(first_at(ring, 1, 0) == ring.oldest());
    for (std::uint64_t seq = ring.oldest(); seq <= ring.newest(); ++seq) {
        CAPTURE(seq);
        CHECK(first_at(ring, 1, static_cast<std::int64_t>(seq) * 10 - 9) == seq);
        CHECK(first_at(ring, 1, static_cast<std::int64_t>(seq) * 10) == seq);
    }
    CHECK(first_at(ring, 1, 50'001) == ring.newest() + 1);
}

TEST_CASE(
    "first_at: where the clock ran backwards, a place at which the times pass the one asked for") {
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        std::vector<std::int64_t> times(1 + random() % 100);
        for (auto& t : times) t = static_cast<std::int64_t>(random() % 50);
        const event_ring ring = at_times(times);
        for (std::int64_t t = 0; t <= 50; t += 5) {
            const std::uint64_t seq = first_at(ring, 1, t);
            REQUIRE(seq >= 1);
            REQUIRE(seq <= times.size() + 1);
            if (seq > 1) CHECK(times[seq - 2] < t);
            if (seq <= times.size()) CHECK(times[seq - 1] >= t);
        }
    }
}

TEST_CASE("first_at: over numbers that a damaged file has lost") {
    event_ring ring(1 << 20);
    for (const std::int64_t t : {10, 20, 30}) append(ring, t);
    ring.append_lost(10, 1'040); // 4 to 13
    append(ring, 40);            // 14
    ring.append_lost(3, 320);    // 15 to 17
    CHECK(first_at(ring, 1, 30) == 3);
    const std::uint64_t behind = first_at(ring, 1, 35); // a lost one, or the one behind them
    CHECK(behind >= 4);
    CHECK(behind <= 14);
    CHECK(first_at(ring, 1, 41) >= 15);
    CHECK(first_at(ring, 1, 5) == 1);
}
