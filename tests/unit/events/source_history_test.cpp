#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "events/source_table.hpp"

using namespace gateway;
using events::source_table;

namespace {

constexpr std::int64_t second = 1'000'000'000;

endpoint source(std::uint16_t port) {
    endpoint e;
    e.port = port;
    return e;
}

// The seconds of a history in which something came: {how long ago, events}.
std::vector<std::pair<std::int64_t, std::uint32_t>> busy_seconds(const source_table& table,
                                                                 std::int64_t now) {
    std::vector<std::pair<std::int64_t, std::uint32_t>> busy;
    const auto history = table.list()[0].history(now);
    for (std::size_t i = 0; i < history.size(); ++i) {
        const auto ago = static_cast<std::int64_t>(history.size() - i);
        if (history[i] != 0) busy.emplace_back(ago, history[i]);
    }
    return busy;
}

using busy = std::vector<std::pair<std::int64_t, std::uint32_t>>;

} // namespace

TEST_CASE("source_history: the history has each full second of the last minute") {
    source_table table(2);
    const std::int64_t start = 1'000 * second + 900'000'000; // within a second of the clock
    for (int i = 0; i < 5; ++i) table.record(source(1), start + i * second / 20, 1);
    CHECK(busy_seconds(table, start + second / 20) == busy{}); // the second is not over
    CHECK(busy_seconds(table, 1'002 * second) == busy{{2, 2}, {1, 3}});
    CHECK(busy_seconds(table, 1'060 * second) == busy{{60, 2}, {59, 3}});
    CHECK(busy_seconds(table, 1'061 * second) == busy{{60, 3}});
    CHECK(busy_seconds(table, 1'062 * second) == busy{});
    for (const int later : {30, 59, 60, 61, 62, 200}) { // the same, once the source goes on
        CAPTURE(later);
        source_table other = table;
        const std::int64_t at = (1'001 + later) * second;
        other.record(source(1), at, 1);
        busy expected;
        if (later < 60) expected.emplace_back(later + 1, 2);
        if (later <= 60) expected.emplace_back(later, 3);
        CHECK(busy_seconds(other, at) == expected);
        expected.emplace_back(0, 1);
        for (auto& [ago, events] : expected) ++ago;
        std::erase_if(expected, [](const auto& one) { return one.first > 60; });
        CHECK(busy_seconds(other, at + second) == expected);
    }
}

TEST_CASE(
    "source_history: what comes late counts in its own second, a clock set back begins anew") {
    source_table table(2);
    for (const int at : {100, 103, 101, 100, 103}) table.record(source(1), at * second, 1);
    CHECK(busy_seconds(table, 104 * second) == busy{{4, 2}, {3, 1}, {1, 2}});
    table.record(source(1), 20 * second, 1);
    CHECK(busy_seconds(table, 21 * second) == busy{{1, 1}});
    CHECK(busy_seconds(table, 104 * second) == busy{});
}

TEST_CASE("source_history: history and rate are those of a list of all times") {
    std::mt19937 random(7);
    for (int round = 0; round < 50; ++round) {
        source_table table(2);
        std::vector<std::int64_t> times;
        std::int64_t now = static_cast<std::int64_t>(random() % 1'000'000) * 1'000'003;
        for (int i = 0; i < 300; ++i) {
            now += static_cast<std::int64_t>(random() % (round % 2 == 0 ? 900 : 9'000)) * 1'000'000;
            times.push_back(now);
            table.record(source(1), now, 1);
        }
        now += static_cast<std::int64_t>(random() % 5'000) * 1'000'000;
        const auto history = table.list()[0].history(now);
        for (std::size_t i = 0; i < history.size(); ++i) {
            const std::int64_t from = (now / second - 60 + static_cast<std::int64_t>(i)) * second;
            const auto in = std::count_if(times.begin(), times.end(), [&](std::int64_t t) {
                return t >= from && t < from + second;
            });
            REQUIRE(history[i] == in);
        }
        const auto last_ten = std::count_if(times.begin(), times.end(),
                                            [&](std::int64_t t) { return t > now - 10 * second; });
        // What came in the second in which the ten begin is taken for spread evenly.
        CHECK(table.list()[0].rate(now) ==
              doctest::Approx(static_cast<double>(last_ten) / 10).epsilon(0.2));
    }
}
