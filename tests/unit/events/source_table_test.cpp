#include "events/source_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <list>
#include <random>
#include <vector>

#include "support/allocations.hpp"

using namespace gateway;
using events::source_table;

namespace {

constexpr std::int64_t second = 1'000'000'000;

endpoint source(unsigned number) {
    endpoint e;
    e.address[14] = static_cast<std::uint8_t>(number >> 8);
    e.address[15] = static_cast<std::uint8_t>(number);
    e.port = 5000;
    return e;
}

struct modelled {
    endpoint source;
    std::int64_t first = 0, last = 0;
    std::uint64_t events = 0, bytes = 0;
};

void check_same(const source_table& table, const std::list<modelled>& model) {
    const auto list = table.list();
    REQUIRE(list.size() == model.size());
    auto expected = model.begin();
    for (const auto& record : list) {
        REQUIRE(record.source == expected->source);
        REQUIRE(record.first_seen_ns == expected->first);
        REQUIRE(record.last_seen_ns == expected->last);
        REQUIRE(record.events == expected->events);
        REQUIRE(record.bytes == expected->bytes);
        ++expected;
    }
}

} // namespace

TEST_CASE("source_table: is empty at first") {
    const source_table table(10);
    CHECK(table.list().empty());
    CHECK(table.forgotten().sources == 0);
}

TEST_CASE("source_table: lists the sources by their last event") {
    source_table table(10);
    table.record(source(1), 100, 5);
    table.record(source(2), 200, 7);
    table.record(source(1), 300, 0);
    check_same(table, {{source(1), 100, 300, 2, 5}, {source(2), 200, 200, 1, 7}});
}

TEST_CASE("source_table: port and scope and address tell sources apart") {
    source_table table(10);
    endpoint other_port = source(1), other_scope = source(1);
    other_port.port = 1;
    other_scope.scope = 1;
    for (const endpoint& e : {source(1), other_port, other_scope, source(2)}) {
        table.record(e, 1, 1);
    }
    CHECK(table.list().size() == 4);
}

TEST_CASE("source_table: is bounded and forgets who was silent longest and keeps the sums") {
    for (const std::size_t limit : {1, 2, 3, 8, 100}) {
        CAPTURE(limit);
        source_table table(limit);
        std::list<modelled> model; // the latest first
        std::uint64_t events = 0, bytes = 0, gone_sources = 0;
        std::mt19937 random(static_cast<std::uint32_t>(limit));
        for (std::int64_t now = 1; now <= 5000; ++now) {
            const endpoint from = source(static_cast<unsigned>(random() % 150));
            const std::size_t size = random() % 100;
            table.record(from, now, size);
            ++events;
            bytes += size;
            auto known = std::find_if(model.begin(), model.end(),
                                      [&](const modelled& m) { return m.source == from; });
            if (known == model.end()) {
                if (model.size() == limit) {
                    model.pop_back();
                    ++gone_sources;
                }
                known = model.insert(model.begin(), {from, now, now, 0, 0});
            }
            known->last = now;
            ++known->events;
            known->bytes += size;
            model.splice(model.begin(), model, known);
            if (now % 50 == 0) check_same(table, model);
        }
        check_same(table, model);
        std::uint64_t held_events = 0, held_bytes = 0;
        for (const auto& record : table.list()) {
            held_events += record.events;
            held_bytes += record.bytes;
        }
        CHECK(table.forgotten().sources == gone_sources);
        CHECK(table.forgotten().events + held_events == events);
        CHECK(table.forgotten().bytes + held_bytes == bytes);
    }
}

TEST_CASE("source_table: recording allocates nothing") {
    source_table table(100);
    const std::size_t before = tests::allocations();
    for (unsigned i = 0; i < 10'000; ++i) table.record(source(i), i, i);
    CHECK(tests::allocations() == before);
    CHECK(table.list().size() == 100);
}

TEST_CASE("source_table: a steady source has its rate") {
    source_table table(10);
    std::int64_t now = 1000 * second;
    for (int i = 0; i < 3000; ++i) { // thirty seconds, a hundred a second
        table.record(source(1), now, 1);
        now += second / 100;
    }
    CHECK(table.list()[0].rate(now) == doctest::Approx(100).epsilon(0.02));
    CHECK(table.list()[0].rate(now + 100 * second) == 0);
}

TEST_CASE("source_table: a rate is never negative and never infinite") {
    source_table table(10);
    table.record(source(1), 50 * second, 1);
    CHECK(table.list()[0].rate(50 * second) == doctest::Approx(1));
    table.record(source(1), 40 * second, 1); // the clock was set back
    for (const std::int64_t at : {0, 40, 45, 50, 55, 60, 70, 1000}) {
        CAPTURE(at);
        const double rate = table.list()[0].rate(at * second);
        CHECK(rate >= 0);
        CHECK(rate <= 2);
    }
}

TEST_CASE("source_table: numbers are followed for each source and summed") {
    source_table table(2);
    for (const unsigned n : {1U, 2U, 5U, 5U}) table.record(source(1), n, 1, n);
    for (const unsigned n : {7U, 9U, 8U}) table.record(source(2), n, 1, n);
    auto list = table.list();
    REQUIRE(list.size() == 2);
    REQUIRE(list[0].sequence);
    CHECK(list[0].sequence->figures == events::sequence_figures{0, 0, 1, 0});
    CHECK(list[0].sequence->last == 9);
    CHECK(list[1].sequence->figures == events::sequence_figures{2, 1, 0, 0});
    table.record(source(3), 10, 1); // the first one is forgotten; this one has no numbers
    list = table.list();
    CHECK_FALSE(list[0].sequence);
    CHECK(table.sequence_totals() == events::sequence_figures{2, 1, 1, 0});
    for (const unsigned n : {1U, 3U}) table.record(source(4), 20 + n, 1, n);
    CHECK(table.sequence_totals() == events::sequence_figures{3, 1, 1, 0});
    CHECK(table.list()[0].sequence->figures == events::sequence_figures{1, 0, 0, 0});
}

TEST_CASE("source_table: a likely number is one from two in a row on, and then all count") {
    source_table table(2);
    for (const unsigned n : {3U, 9U, 3U}) table.record(source(1), n, 1, n, true);
    CHECK_FALSE(table.list()[0].sequence);
    CHECK(table.sequence_totals() == events::sequence_figures{});
    table.record(source(1), 10, 1, 10, true);
    CHECK(table.list()[0].sequence->figures == events::sequence_figures{5, 1, 0, 0});
    CHECK(table.sequence_totals() == events::sequence_figures{5, 1, 0, 0});
}

TEST_CASE("source_table: following numbers allocates nothing") {
    source_table table(100);
    const std::size_t before = tests::allocations();
    for (unsigned i = 0; i < 10'000; ++i) table.record(source(i % 300), i, 1, i * 7);
    CHECK(tests::allocations() == before);
}

namespace {

// Whether a source that sent at these times is silent so long after the last one.
bool silent(const std::vector<std::int64_t>& times, std::int64_t later) {
    source_table table(2);
    for (const std::int64_t at : times) table.record(source(1), at, 1);
    return table.list()[0].is_silent(times.back() + later);
}

std::vector<std::int64_t> every(std::int64_t interval, int count, int burst = 1) {
    std::vector<std::int64_t> times;
    for (int i = 0; i < count; ++i) {
        for (int k = 0; k < burst; ++k) times.push_back(i * interval + k * 1'000'000);
    }
    return times;
}

} // namespace

TEST_CASE("source_table: who sends regularly is silent after five intervals") {
    CHECK_FALSE(silent(every(10 * second, 20), 50 * second));
    CHECK(silent(every(10 * second, 20), 50 * second + 1));
    // Two seconds at least, however often it sends.
    CHECK_FALSE(silent(every(1'000'000, 5'000), 2 * second));
    CHECK(silent(every(1'000'000, 5'000), 2 * second + 1));
    // Too few events have no interval.
    CHECK_FALSE(silent(every(second, 4), 1'000 * second));
    CHECK(silent(every(second, 5), 1'000 * second));
}

TEST_CASE("source_table: bursts and outages and a new pace") {
    // A burst of a hundred each minute: the pause between two is no silence.
    CHECK_FALSE(silent(every(60 * second, 10, 100), 200 * second));
    CHECK(silent(every(60 * second, 10, 100), 320 * second));
    // An hour without a word teaches little.
    auto times = every(second, 100);
    for (int i = 0; i < 30; ++i) times.push_back((3'700 + i) * second);
    CHECK(silent(times, 20 * second));
    // From once a second to once a minute: it is known soon.
    times = every(second, 100);
    for (int i = 1; i <= 10; ++i) times.push_back((100 + i * 60) * second);
    CHECK_FALSE(silent(times, 120 * second));
    // A clock that was set back does no harm.
    times = every(second, 100);
    for (int i = 0; i < 10; ++i) times.push_back((50 + i) * second);
    CHECK_FALSE(silent(times, 4 * second));
    CHECK(silent(times, 6 * second));
}
