#include "gateway/event_ring.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <stdexcept>
#include <string>

#include "support/allocations.hpp"
#include "unit/events/ring_model.hpp"

using namespace gateway;
using tests::model;

TEST_CASE("event_ring: any sequence of sizes agrees with the model") {
    for (const std::size_t capacity : {65'584, 65'592, 65'600, 70'000, 100'008, 131'168, 400'000}) {
        for (std::uint32_t seed = 1; seed <= 3; ++seed) {
            CAPTURE(capacity);
            CAPTURE(seed);
            model m(capacity, seed);
            m.captures = seed != 1;
            for (int i = 0; i < 1500; ++i) {
                m.append(m.random_size(), m.number(4) == 0 ? m.number(256) : 0);
                if (m.number(20) == 0) m.check_all();
            }
            m.check_all();
        }
    }
}

TEST_CASE("event_ring: records of one size wrap around at every offset") {
    for (std::size_t size = 0; size < 200; ++size) {
        model m(event_ring::min_capacity, 7);
        const std::size_t rounds = 2 * event_ring::min_capacity / (64 + size) + 20;
        for (std::size_t i = 0; i < rounds; ++i) {
            m.append(size, 0);
            if (i % 401 == 0) m.check_all();
        }
        m.check_all();
    }
}

TEST_CASE("event_ring: only the largest records fit one by one") {
    model m(event_ring::min_capacity, 11);
    for (int i = 0; i < 50; ++i) {
        m.append(65'507, 0);
        CHECK(m.ring().held() == 1);
        m.check_all();
        m.append(static_cast<std::size_t>(i), 0);
        m.check_all();
    }
}

TEST_CASE("event_ring: a record that fills the arena exactly replaces everything") {
    model m(event_ring::min_capacity, 13);
    const std::size_t full = m.ring().capacity() - 64;
    for (int i = 0; i < 20; ++i) {
        m.append(full, 0);
        CHECK(m.ring().held() == 1);
        CHECK(m.ring().bytes() == m.ring().capacity());
        m.append(0, 0);
        CHECK(m.ring().held() == 1);
        m.append(full - 64, 0);
        m.check_all();
        m.append(full + 1, 0); // larger than the arena: refused
    }
}

TEST_CASE("event_ring: empty events fill it to the last byte") {
    model m(event_ring::min_capacity, 17);
    for (std::size_t i = 0; i < 5000; ++i) m.append(0, 0);
    CHECK(m.ring().held() == m.ring().capacity() / 64);
    m.check_all();
}

TEST_CASE("event_ring: a new one is empty and of the capacity asked for") {
    event_ring ring(1 << 20);
    CHECK(ring.capacity() == 1 << 20);
    CHECK(ring.held() == 0);
    CHECK(ring.newest() == 0);
    CHECK(ring.oldest() == 1);
    CHECK(ring.bytes() == 0);
    CHECK_FALSE(ring.find(0));
    CHECK_FALSE(ring.find(1));
    CHECK_FALSE(ring.from(0).next());
    CHECK_FALSE(ring.from(1).next());
    CHECK_FALSE(ring.from(99).next());
    CHECK(event_ring(1).capacity() == event_ring::min_capacity);
    CHECK(event_ring(100'001).capacity() == 100'008);
    CHECK_THROWS_AS(event_ring(event_ring::max_capacity + 1), std::invalid_argument);
}

TEST_CASE("event_ring: what fits by its own word can be stored") {
    event_ring ring(event_ring::min_capacity);
    const std::string content_type(255, 't');
    for (std::size_t size = 65'000; size < 65'600; ++size) {
        const std::string payload(size, 'x');
        event_fields fields;
        fields.payload = payload;
        fields.content_type = content_type;
        const bool fits = ring.fits(size);
        CAPTURE(size);
        CHECK((ring.append(fields) != 0) == fits);
    }
    CHECK_FALSE(ring.fits(static_cast<std::size_t>(-1)));
}

TEST_CASE("event_ring: a content type is cut at 255 bytes and a payload never") {
    event_ring ring(1 << 20);
    const std::string content_type(1000, 'c'), payload(500'000, 'p');
    event_fields fields;
    fields.content_type = content_type;
    fields.payload = payload;
    CHECK(ring.append(fields) == 1);
    CHECK(ring.find(1)->content_type == content_type.substr(0, 255));
    CHECK(ring.find(1)->payload == payload);
}

TEST_CASE("event_ring: a cursor can begin anywhere") {
    model m(200'000, 19);
    for (int i = 0; i < 1000; ++i) m.append(m.number(1000), 0);
    const std::uint64_t oldest = m.ring().oldest(), newest = m.ring().newest();
    REQUIRE(oldest > 1);
    for (std::uint64_t from = oldest - 1; from <= newest + 2; ++from) {
        auto cursor = m.ring().from(from);
        std::uint64_t expected = std::max(from, oldest);
        while (const auto e = cursor.next()) {
            REQUIRE(e->seq == expected);
            ++expected;
        }
        REQUIRE(expected == std::max(newest + 1, from));
    }
}

TEST_CASE("event_ring: appending and finding allocate nothing") {
    event_ring ring(1 << 20);
    const std::string payload(1000, 'x');
    event_fields fields;
    fields.payload = payload;
    const std::size_t before = tests::allocations();
    std::uint64_t found = 0;
    for (int i = 0; i < 10'000; ++i) {
        const std::uint64_t seq = ring.append(fields);
        found += ring.find(seq)->payload.size() + ring.find(ring.oldest())->payload.size();
    }
    CHECK(tests::allocations() == before);
    CHECK(found == 20'000'000);
    CHECK(std::make_unique<int>(1) != nullptr);
    CHECK(tests::allocations() > before); // the counter counts
}

TEST_CASE("event_ring: a URL that is no URL's length is not stored") {
    event_ring ring(1 << 20);
    event_fields fields;
    fields.via = via::capture;
    const std::string url(65'535, 'u'), longer = url + "u";
    fields.url = url;
    CHECK(ring.append(fields) == 1);
    CHECK(ring.find(1)->url == url);
    CHECK(ring.find(1)->payload.empty());
    fields.url = longer;
    CHECK(ring.append(fields) == 0);
}
