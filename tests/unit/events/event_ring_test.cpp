#include "gateway/event_ring.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <deque>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/allocations.hpp"

using namespace gateway;

namespace {

// What is known of an event outside of the ring.
struct kept_event {
    event_fields fields; // its views are not used
    std::string content_type, payload, url;
};

bool same(const event& e, const kept_event& k, std::uint64_t seq) {
    return e.seq == seq && e.time_ns == k.fields.time_ns && e.via == k.fields.via &&
           e.source == k.fields.source && e.local == k.fields.local &&
           e.content_type == k.content_type && e.payload == k.payload && e.url == k.url &&
           e.captured_s == k.fields.captured_s;
}

// The simplest ring there is: a deque from which the test drops what the real one has evicted.
class model {
  public:
    explicit model(std::size_t capacity, std::uint32_t seed) : ring(capacity), random_(seed) {}

    event_ring ring;
    bool captures = false; // whether some of the events are captures

    void append(std::size_t payload_size, std::size_t content_type_size);
    void check_all() const;
    std::size_t number(std::size_t below) { return random_() % below; }

  private:
    void check_new(std::uint64_t seq, std::uint64_t oldest_before, std::size_t bytes_before);

    std::mt19937 random_;
    std::deque<kept_event> held_; // oldest first
    std::size_t largest_ = 0;     // record so far
};

std::size_t record_size(const kept_event& k) {
    const std::size_t of_capture = k.fields.via == via::capture ? 10 + k.url.size() : 0;
    return (64 + k.content_type.size() + of_capture + k.payload.size() + 7) / 8 * 8;
}

void model::append(std::size_t payload_size, std::size_t content_type_size) {
    kept_event k;
    k.fields.time_ns = static_cast<std::int64_t>(random_()) << 30;
    k.fields.via = static_cast<via>(random_() % (captures ? 4 : 3));
    for (auto& byte : k.fields.source.address) byte = static_cast<std::uint8_t>(random_());
    for (auto& byte : k.fields.local.address) byte = static_cast<std::uint8_t>(random_());
    k.fields.source.port = static_cast<std::uint16_t>(random_());
    k.fields.source.scope = static_cast<std::uint32_t>(random_());
    k.fields.local.port = static_cast<std::uint16_t>(random_());
    k.payload.resize(payload_size);
    for (char& c : k.payload) c = static_cast<char>(random_());
    k.content_type.assign(content_type_size, 't');
    if (k.fields.via == via::capture) {
        k.fields.captured_s = static_cast<std::int64_t>(random_()) << 20;
        k.url.assign(random_() % 300, 'u');
    }
    event_fields fields = k.fields;
    fields.payload = k.payload;
    fields.content_type = k.content_type;
    fields.url = k.url;

    const std::uint64_t newest = ring.newest(), oldest = ring.oldest();
    const std::size_t bytes = ring.bytes();
    const std::uint64_t seq = ring.append(fields);
    if (record_size(k) > ring.capacity()) {
        REQUIRE(seq == 0);
        REQUIRE(ring.newest() == newest);
        REQUIRE(ring.oldest() == oldest);
        return;
    }
    REQUIRE(seq == newest + 1);
    largest_ = std::max(largest_, record_size(k));
    held_.push_back(std::move(k));
    check_new(seq, oldest, bytes);
}

void model::check_new(std::uint64_t seq, std::uint64_t oldest_before, std::size_t bytes_before) {
    REQUIRE(ring.newest() == seq);
    REQUIRE(ring.stored() == seq);
    REQUIRE(ring.oldest() >= oldest_before);
    REQUIRE(ring.oldest() <= seq);
    REQUIRE(ring.evicted() == ring.oldest() - 1);
    REQUIRE(ring.stored() == ring.held() + ring.evicted());
    // Room is split in at most two pieces, of which one is large enough: nothing had to go.
    if (bytes_before + 2 * largest_ <= ring.capacity()) REQUIRE(ring.oldest() == oldest_before);
    while (held_.size() > ring.held()) held_.pop_front();
    REQUIRE(held_.size() == ring.held());
    std::size_t bytes = 0;
    for (const kept_event& k : held_) bytes += record_size(k);
    REQUIRE(ring.bytes() == bytes);
    REQUIRE(bytes <= ring.capacity());
    REQUIRE(same(ring.find(seq).value(), held_.back(), seq));
    REQUIRE(same(ring.find(ring.oldest()).value(), held_.front(), ring.oldest()));
    REQUIRE_FALSE(ring.find(seq + 1));
    REQUIRE_FALSE(ring.find(ring.oldest() - 1));
}

void model::check_all() const {
    std::uint64_t seq = ring.oldest();
    auto cursor = ring.from(0);
    for (const kept_event& k : held_) {
        REQUIRE(same(ring.find(seq).value(), k, seq));
        REQUIRE(same(cursor.next().value(), k, seq));
        ++seq;
    }
    REQUIRE_FALSE(cursor.next());
}

std::size_t random_size(model& m) {
    switch (m.number(10)) {
        case 0:
            return 0;
        case 1:
            return m.number(9);
        case 2:
            return 65'507;
        case 3:
            return m.number(65'508);
        case 4:
            return m.number(3000);
        default:
            return m.number(200);
    }
}

} // namespace

TEST_CASE("event_ring: any sequence of sizes agrees with the model") {
    for (const std::size_t capacity : {65'584, 65'592, 65'600, 70'000, 100'008, 131'168, 400'000}) {
        for (std::uint32_t seed = 1; seed <= 3; ++seed) {
            CAPTURE(capacity);
            CAPTURE(seed);
            model m(capacity, seed);
            m.captures = seed != 1;
            for (int i = 0; i < 1500; ++i) {
                m.append(random_size(m), m.number(4) == 0 ? m.number(256) : 0);
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
        CHECK(m.ring.held() == 1);
        m.check_all();
        m.append(static_cast<std::size_t>(i), 0);
        m.check_all();
    }
}

TEST_CASE("event_ring: a record that fills the arena exactly replaces everything") {
    model m(event_ring::min_capacity, 13);
    const std::size_t full = m.ring.capacity() - 64;
    for (int i = 0; i < 20; ++i) {
        m.append(full, 0);
        CHECK(m.ring.held() == 1);
        CHECK(m.ring.bytes() == m.ring.capacity());
        m.append(0, 0);
        CHECK(m.ring.held() == 1);
        m.append(full - 64, 0);
        m.check_all();
        m.append(full + 1, 0); // larger than the arena: refused
    }
}

TEST_CASE("event_ring: empty events fill it to the last byte") {
    model m(event_ring::min_capacity, 17);
    for (std::size_t i = 0; i < 5000; ++i) m.append(0, 0);
    CHECK(m.ring.held() == m.ring.capacity() / 64);
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
    const std::uint64_t oldest = m.ring.oldest(), newest = m.ring.newest();
    REQUIRE(oldest > 1);
    for (std::uint64_t from = oldest - 1; from <= newest + 2; ++from) {
        auto cursor = m.ring.from(from);
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
