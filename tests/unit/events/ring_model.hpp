#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include "events/ring_file.hpp"
#include "gateway/event_ring.hpp"

namespace gateway::tests {

// What is known of an event outside of the ring.
struct kept_event {
    event_fields fields; // its views are not used
    std::string content_type, payload, url;
};

inline bool same(const event& e, const kept_event& k, std::uint64_t seq) {
    return e.seq == seq && e.time_ns == k.fields.time_ns && e.via == k.fields.via &&
           e.source == k.fields.source && e.local == k.fields.local &&
           e.content_type == k.content_type && e.payload == k.payload && e.url == k.url &&
           e.captured_s == k.fields.captured_s;
}

// Opens a ring's file as the gateway does, with keys that are always the same.
inline std::unique_ptr<events::ring_file> open_ring_file(const std::string& path,
                                                         std::optional<std::size_t> capacity = {}) {
    events::ring_file_options options;
    options.path = path;
    options.capacity = capacity;
    options.now_ns = 1'700'000'000'000'000'000;
    options.id = 0x1d;
    options.secret = 0x5ec2e7;
    return std::make_unique<events::ring_file>(options);
}

// The simplest ring there is: a deque from which the test drops what the real one has evicted.
class model {
  public:
    // In the file `path`; in memory where that is empty.
    model(std::size_t capacity, std::uint32_t seed, std::string path = {})
        : path_(std::move(path)), random_(seed), overhead_(path_.empty() ? 64 : 72) {
        if (path_.empty()) {
            ring_.emplace(capacity);
        } else {
            ring_.emplace(open_ring_file(path_, capacity));
        }
    }

    bool captures = false; // whether some of the events are captures

    event_ring& ring() { return *ring_; }
    const event_ring& ring() const { return *ring_; }

    void append(std::size_t payload_size, std::size_t content_type_size);
    void check_all() const;
    std::size_t number(std::size_t below) { return random_() % below; }
    std::size_t random_size();

    // As a restart does; everything has to be as it was.
    void reopen();

    const std::deque<kept_event>& held() const { return held_; } // oldest first

  private:
    void check_new(std::uint64_t seq, std::uint64_t oldest_before, std::size_t bytes_before);
    std::size_t record_size(const kept_event& k) const {
        const std::size_t of_capture = k.fields.via == via::capture ? 10 + k.url.size() : 0;
        return (overhead_ + k.content_type.size() + of_capture + k.payload.size() + 7) / 8 * 8;
    }

    std::string path_;
    std::optional<event_ring> ring_;
    std::mt19937 random_;
    std::deque<kept_event> held_;
    std::size_t overhead_;
    std::size_t largest_ = 0; // record so far
};

inline void model::append(std::size_t payload_size, std::size_t content_type_size) {
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

    const std::uint64_t newest = ring().newest(), oldest = ring().oldest();
    const std::size_t bytes = ring().bytes();
    const std::uint64_t seq = ring().append(fields);
    if (record_size(k) > ring().capacity()) {
        REQUIRE(seq == 0);
        REQUIRE(ring().newest() == newest);
        REQUIRE(ring().oldest() == oldest);
        return;
    }
    REQUIRE(seq == newest + 1);
    largest_ = std::max(largest_, record_size(k));
    held_.push_back(std::move(k));
    check_new(seq, oldest, bytes);
}

inline void model::check_new(std::uint64_t seq, std::uint64_t oldest_before,
                             std::size_t bytes_before) {
    REQUIRE(ring().newest() == seq);
    REQUIRE(ring().stored() == seq);
    REQUIRE(ring().oldest() >= oldest_before);
    REQUIRE(ring().oldest() <= seq);
    REQUIRE(ring().evicted() == ring().oldest() - 1);
    REQUIRE(ring().stored() == ring().held() + ring().evicted());
    // Room is split in at most two pieces, of which one is large enough: nothing had to go.
    if (bytes_before + 2 * largest_ <= ring().capacity()) REQUIRE(ring().oldest() == oldest_before);
    while (held_.size() > ring().held()) held_.pop_front();
    REQUIRE(held_.size() == ring().held());
    std::size_t bytes = 0;
    for (const kept_event& k : held_) bytes += record_size(k);
    REQUIRE(ring().bytes() == bytes);
    REQUIRE(bytes <= ring().capacity());
    REQUIRE(same(ring().find(seq).value(), held_.back(), seq));
    REQUIRE(same(ring().find(ring().oldest()).value(), held_.front(), ring().oldest()));
    REQUIRE_FALSE(ring().find(seq + 1));
    REQUIRE_FALSE(ring().find(ring().oldest() - 1));
}

inline void model::check_all() const {
    std::uint64_t seq = ring().oldest();
    auto cursor = ring().from(0);
    for (const kept_event& k : held_) {
        REQUIRE(same(ring().find(seq).value(), k, seq));
        REQUIRE(same(cursor.next().value(), k, seq));
        ++seq;
    }
    REQUIRE_FALSE(cursor.next());
}

inline void model::reopen() {
    const std::uint64_t newest = ring().newest(), oldest = ring().oldest();
    const std::size_t bytes = ring().bytes(), capacity = ring().capacity();
    ring_.reset();
    ring_.emplace(open_ring_file(path_));
    REQUIRE(ring().capacity() == capacity);
    REQUIRE(ring().newest() == newest);
    REQUIRE(ring().oldest() == oldest);
    REQUIRE(ring().bytes() == bytes);
    REQUIRE(ring().held() == held_.size());
    REQUIRE(ring().dropped() == 0);
    check_all();
}

inline std::size_t model::random_size() {
    switch (number(10)) {
        case 0:
            return 0;
        case 1:
            return number(9);
        case 2:
            return 65'507;
        case 3:
            return number(65'508);
        case 4:
            return number(3000);
        default:
            return number(200);
    }
}

} // namespace gateway::tests
