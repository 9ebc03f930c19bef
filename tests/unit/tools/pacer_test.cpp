#include <doctest/doctest.h>

#include <algorithm>

#include "udp-sender/pacer.hpp"

using namespace gateway::sender;
using namespace std::chrono_literals;

namespace {

const steady_time start{1'000'000s};

// Sends through `p` as the send loop does and gives how many went out in the first `span`, where
// each wake-up comes `late`.
std::uint64_t sent_within(pacer& p, std::chrono::nanoseconds span, std::chrono::nanoseconds late) {
    std::uint64_t sent = 0;
    steady_time now = start;
    while (now < start + span) {
        const std::uint64_t due = std::min<std::uint64_t>(p.due(now), 64);
        p.issue(due);
        sent += due;
        if (due == 0) now = std::max(now, p.wake_time(1'000'000)) + late;
    }
    return sent;
}

} // namespace

TEST_CASE("pacer: the first is due at once, the others one interval apart") {
    pacer p(10, start);
    CHECK(p.due(start) == 1);
    p.issue(1);
    CHECK(p.due(start) == 0);
    CHECK(p.next_due() == start + 100ms);
    CHECK(p.wake_time(5) == start + 100ms);
    CHECK(p.due(start + 99'999'999ns) == 0);
    CHECK(p.due(start + 100ms) == 1);
    CHECK(p.due(start + 350ms) == 3);
}

TEST_CASE("pacer: nothing is due before the start") {
    pacer p(1'000, start);
    CHECK(p.due(start - 1ns) == 0);
}

TEST_CASE("pacer: due and next_due agree to the nanosecond, at rates that do not divide a second") {
    for (const std::uint64_t rate : {1ULL, 3ULL, 7ULL, 1'000ULL, 99'991ULL, 1'000'000'000ULL}) {
        pacer p(rate, start);
        for (int i = 0; i < 1'000; ++i) {
            const steady_time due = p.next_due();
            REQUIRE(p.due(due) >= 1);
            if (due > start) REQUIRE(p.due(due - 1ns) == 0);
            p.issue(1);
        }
    }
}

TEST_CASE("pacer: late wake-ups are made good, so that the average holds") {
    for (const auto late : {0us, 50us, 3'000us}) {
        for (const std::uint64_t rate : {10ULL, 1'000ULL, 100'000ULL}) {
            pacer p(rate, start);
            const auto sent = static_cast<double>(sent_within(p, 10s, late));
            CHECK(sent / (10.0 * static_cast<double>(rate)) == doctest::Approx(1).epsilon(0.01));
        }
    }
}

TEST_CASE("pacer: at high rates a wake-up is worth a quarter of a millisecond") {
    pacer p(100'000, start);
    p.issue(p.due(start));
    CHECK(p.wake_time(1'000) == start + 250us);
    // Where fewer are left, the last one is not waited for in vain.
    CHECK(p.wake_time(3) == start + 30us);
}

TEST_CASE("pacer: what is overdue by more than a second is given up") {
    pacer p(1'000, start);
    p.issue(1);
    const steady_time much_later = start + 1h;
    CHECK(p.due(much_later) == 1'001);
    p.issue(1'001);
    CHECK(p.due(much_later) == 0);
    CHECK(p.due(much_later + 1ms) == 1);
}

TEST_CASE("pacer: time without input is not made good") {
    pacer p(1'000, start);
    p.issue(1);
    p.idle_until(start + 500ms);
    CHECK(p.due(start + 500ms) == 1);
    p.issue(1);
    p.idle_until(start + 500ms); // nothing to shift
    CHECK(p.next_due() == start + 501ms);
}

TEST_CASE("pacer: a run of years does not overflow") {
    pacer p(pacer::max_rate, start);
    const std::uint64_t a_lot = 1'000'000'000'000'000'000ULL;
    p.issue(a_lot);
    const steady_time later = start + std::chrono::seconds{a_lot / pacer::max_rate};
    CHECK(p.next_due() == later);
}
