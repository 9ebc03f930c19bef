#include "events/sequence_tracker.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>
#include <vector>

using namespace gateway;
using events::sequence_figures;
using events::sequence_tracker;

namespace {

using list = std::vector<std::uint64_t>;

sequence_figures figures_of(const list& numbers, unsigned bits = 64) {
    sequence_tracker t(bits);
    for (const std::uint64_t n : numbers) t.take(n);
    return t.figures();
}

list from_to(std::uint64_t from, std::uint64_t to) {
    list all;
    for (std::uint64_t n = from; n <= to; ++n) all.push_back(n);
    return all;
}

list operator+(list a, const list& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

sequence_figures expect(std::uint64_t missing, std::uint64_t duplicated, std::uint64_t reordered,
                        std::uint64_t restarts = 0) {
    return {missing, duplicated, reordered, restarts};
}

// The figures by their definitions, from all numbers of one run.
struct model {
    std::set<std::uint64_t> seen;
    sequence_figures figures;

    void take(std::uint64_t n) {
        const bool late = !seen.empty() && n < *seen.rbegin();
        if (!seen.insert(n).second) {
            ++figures.duplicated;
        } else if (late) {
            ++figures.reordered;
        }
        figures.missing = *seen.rbegin() - *seen.begin() + 1 - seen.size();
    }
};

// Numbers from `first` on, some left out, some twice, some late, none by more than `reach` places.
list mangled(std::mt19937& random, std::uint64_t first, std::size_t count, std::uint64_t reach) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> places; // where it comes, what it is
    std::uint64_t n = first;
    for (std::size_t i = 0; i < count; ++i, ++n) {
        if (random() % 50 == 0) n += random() % 40;
        if (random() % 500 == 0) n += random() % 3'000;
        // The first ones stay close together: see sequence_tracker::near.
        const std::uint64_t late = i < 20 ? random() % 3 : random() % 4 == 0 ? random() % reach : 0;
        places.emplace_back(n + late, n);
        if (i >= 20 && random() % 20 == 0) places.emplace_back(n + random() % reach, n);
    }
    std::sort(places.begin(), places.end());
    list numbers;
    for (const auto& [place, number] : places) numbers.push_back(number);
    return numbers;
}

} // namespace

TEST_CASE("sequence_tracker: numbers in a row are no loss") {
    CHECK(figures_of({}) == expect(0, 0, 0));
    CHECK(figures_of({7}) == expect(0, 0, 0));
    CHECK(figures_of(from_to(1, 5'000)) == expect(0, 0, 0));
    CHECK(figures_of(from_to(1'000'000, 1'005'000)) == expect(0, 0, 0));
}

TEST_CASE("sequence_tracker: gaps and doubles and late ones") {
    CHECK(figures_of({1, 2, 5}) == expect(2, 0, 0));
    CHECK(figures_of({1, 2, 5, 3}) == expect(1, 0, 1));
    CHECK(figures_of({1, 2, 5, 4, 3, 6}) == expect(0, 0, 2));
    CHECK(figures_of({1, 2, 2, 3, 3, 3}) == expect(0, 3, 0));
    CHECK(figures_of({1, 2, 5, 3, 3}) == expect(1, 1, 1));
    CHECK(figures_of({1, 1, 2, 2}) == expect(0, 2, 0)); // a beginning that came twice
    CHECK(figures_of({2, 1, 3}) == expect(0, 0, 1));
    CHECK(figures_of({3, 1, 2, 4}) == expect(0, 0, 2));
}

TEST_CASE("sequence_tracker: a long outage is a loss to the last number") {
    CHECK(figures_of({1, 2, 100'003, 100'004}) == expect(100'000, 0, 0));
    CHECK(figures_of({1, 2, 1'026}) == expect(1'023, 0, 0));
    CHECK(figures_of({1, 2, 1'027}) == expect(1'024, 0, 0));
    CHECK(figures_of({1, 2, 1'500, 600, 1'400}) == expect(1'495, 0, 2));
}

TEST_CASE("sequence_tracker: a device that begins anew has lost nothing") {
    for (const std::uint64_t before : {20U, 500U, 1'024U, 5'000U, 2'000'000U}) {
        CAPTURE(before);
        const list run = before < 10'000 ? from_to(1, before) : from_to(before - 100, before);
        CHECK(figures_of(run + from_to(1, 40)) == expect(0, 0, 0, 1));
        CHECK(figures_of(run + from_to(0, 40)) == expect(0, 0, 0, 1));
        CHECK(figures_of(run + from_to(1, 40) + from_to(1, 10)) == expect(0, 0, 0, 2));
    }
    // What it lost before stays lost; the first ones after it may be lost or late too.
    CHECK(figures_of(list{1, 2, 4} + from_to(5'000, 5'010) + from_to(1, 3)) ==
          expect(1 + 4'995, 0, 0, 1));
    CHECK(figures_of(from_to(1, 5'000) + list{3, 5, 6}) == expect(1, 0, 0, 1));
    CHECK(figures_of(from_to(1, 5'000) + list{2, 1, 3}) == expect(0, 0, 1, 1));
    // It may also go on far ahead.
    CHECK(figures_of(from_to(1, 50) + from_to(10'000'000'000, 10'000'000'050)) ==
          expect(0, 0, 0, 1));
}

TEST_CASE("sequence_tracker: one number that is far off is no new run") {
    CHECK(figures_of(from_to(1, 5'000) + list{3, 5'001, 5'002}) == expect(0, 0, 1));
    CHECK(figures_of(from_to(1, 50) + list{10'000'000'000, 51, 52}) == expect(0, 0, 0));
    CHECK(figures_of(from_to(1, 50) + list{1, 51, 52}) == expect(0, 1, 0));
}

TEST_CASE("sequence_tracker: narrow numbers go on at 0") {
    CHECK(figures_of({65'534, 65'535, 0, 1, 2}, 16) == expect(0, 0, 0));
    CHECK(figures_of({65'534, 1, 2}, 16) == expect(2, 0, 0));
    CHECK(figures_of({65'534, 1, 65'535, 2}, 16) == expect(1, 0, 1));
    CHECK(figures_of({65'535, 0, 1, 65'535, 2}, 16) == expect(0, 1, 0));
    CHECK(figures_of({4'294'967'295, 0, 1}, 32) == expect(0, 0, 0));
    CHECK(figures_of({~std::uint64_t{0}, 0, 1}, 64) == expect(0, 0, 0));
    CHECK(figures_of(from_to(30'000, 40'000) + from_to(1, 9), 16) == expect(0, 0, 0, 1));
    sequence_tracker t(16);
    for (const std::uint64_t n : {65'535U, 0U, 1U, 0U}) t.take(n);
    CHECK(t.last() == 1);
}

TEST_CASE("sequence_tracker: two in a row make a sequence") {
    sequence_tracker t;
    for (const std::uint64_t n : {5U, 9U, 8U, 5U}) t.take(n);
    CHECK_FALSE(t.is_regular());
    t.take(10);
    CHECK(t.is_regular());
    CHECK(t.last() == 10);
}

TEST_CASE("sequence_tracker: says what the definitions say") {
    std::mt19937 random(20'261'127);
    for (int round = 0; round < 60; ++round) {
        const unsigned bits = round % 3 == 0 ? 16 : round % 3 == 1 ? 32 : 64;
        const std::uint64_t mask = ~std::uint64_t{0} >> (64 - bits);
        const std::uint64_t first = round % 2 == 0 ? 100 + random() % 1'000'000 : mask - 1'000;
        const std::uint64_t reach = round % 5 == 0 ? 900 : 10;
        sequence_tracker tracker(bits);
        model expected;
        for (const std::uint64_t n : mangled(random, 0, 3'000, reach)) {
            expected.take(n);
            tracker.take((first + n) & mask);
            CAPTURE(round);
            CAPTURE(n);
            REQUIRE(tracker.figures() == expected.figures);
        }
        CHECK(tracker.last() == ((first + *expected.seen.rbegin()) & mask));
        CHECK(expected.figures.missing > 0);
        CHECK(expected.figures.duplicated > 0);
        CHECK(expected.figures.reordered > 0);
    }
}

TEST_CASE("sequence_tracker: whatever numbers come, no figure goes below nothing") {
    std::mt19937_64 random(7);
    for (const unsigned bits : {16U, 32U, 64U}) {
        sequence_tracker t(bits);
        const std::uint64_t mask = ~std::uint64_t{0} >> (64 - bits);
        for (int i = 0; i < 200'000; ++i) {
            const std::uint64_t n = random() % 3 == 0 ? random() : random() % 3'000;
            t.take(n & mask);
            REQUIRE(t.figures().missing < std::uint64_t{1} << 40);
            REQUIRE(t.figures().duplicated <= 200'000);
            REQUIRE(t.figures().reordered <= 200'000);
        }
    }
}
