#include "forward/delivery_window.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

using gateway::forward::delivery_window;
using outcome = delivery_window::outcome;

TEST_CASE("delivery_window: the cursor waits for the lowest event that is not settled") {
    delivery_window w(10);
    for (std::uint64_t seq = 11; seq <= 14; ++seq) w.push(seq);
    CHECK(w.settle(1, outcome::acknowledged).acknowledged == 0);
    CHECK(w.settle(3, outcome::acknowledged).acknowledged == 0);
    CHECK(w.cursor() == 10);
    const auto p = w.settle(0, outcome::acknowledged);
    CHECK(p.acknowledged == 2);
    CHECK(w.cursor() == 12);
    CHECK(w.settle(2, outcome::refused).refused == 1);
    CHECK(w.cursor() == 14);
    CHECK(w.under_way() == 0);
    CHECK(w.last() == 14);
}

TEST_CASE("delivery_window: an event that did not go leaves no trace") {
    delivery_window w(0);
    w.push(1);
    w.skip_to(4);
    w.push(5);
    w.take_back();
    CHECK(w.last() == 4);
    CHECK(w.next_ticket() == 1);
    w.settle(0, outcome::acknowledged);
    CHECK(w.cursor() == 4);
}

TEST_CASE("delivery_window: numbers without an event are passed over with what is before them") {
    delivery_window w(0);
    w.skip_to(5);
    CHECK(w.cursor() == 5);
    w.push(6);
    w.skip_to(20);
    CHECK(w.cursor() == 5);
    CHECK(w.last() == 20);
    w.push(21);
    w.settle(0, outcome::acknowledged);
    CHECK(w.cursor() == 20);
    w.settle(1, outcome::acknowledged);
    CHECK(w.cursor() == 21);
}

TEST_CASE("delivery_window: after a rewind all behind the cursor is to be sent again") {
    delivery_window w(0);
    w.push(1);
    w.push(2);
    w.skip_to(9);
    w.push(10);
    w.settle(0, outcome::acknowledged);
    w.settle(2, outcome::acknowledged);
    CHECK(w.rewind() == 7);
    CHECK(w.cursor() == 1);
    CHECK(w.last() == 1);
    CHECK(w.under_way() == 0);
    const std::uint64_t ticket = w.next_ticket();
    CHECK(ticket == 3);
    w.push(2);
    CHECK(w.settle(1, outcome::acknowledged).acknowledged == 0); // a report from before
    CHECK(w.cursor() == 1);
    CHECK(w.settle(ticket, outcome::acknowledged).acknowledged == 1);
    CHECK(w.cursor() == 2);
    CHECK(w.settle(ticket, outcome::acknowledged).acknowledged == 0); // twice
    CHECK(w.settle(99, outcome::acknowledged).acknowledged == 0);     // never given
}

TEST_CASE("delivery_window: counts each event once, whatever the order of the reports") {
    std::minstd_rand random(1);
    delivery_window w(0);
    std::vector<std::uint64_t> open;
    std::uint64_t seq = 0, passed = 0, skipped = 0;
    for (int i = 0; i < 20'000; ++i) {
        const auto dice = random() % 10;
        if (dice < 5) {
            open.push_back(w.next_ticket());
            w.push(++seq);
        } else if (dice == 5) {
            w.skip_to(seq + 3);
            skipped += 3;
            seq += 3;
        } else if (!open.empty()) {
            const std::size_t at = random() % open.size();
            const auto p = w.settle(open[at], dice == 6 ? outcome::refused : outcome::acknowledged);
            passed += p.acknowledged + p.refused;
            open.erase(open.begin() + static_cast<std::ptrdiff_t>(at));
        }
        REQUIRE(w.cursor() <= w.last());
    }
    for (const std::uint64_t ticket : open) {
        const auto p = w.settle(ticket, outcome::acknowledged);
        passed += p.acknowledged + p.refused;
    }
    CHECK(w.cursor() == seq);
    CHECK(passed + skipped == seq);
}
