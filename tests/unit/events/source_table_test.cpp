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
