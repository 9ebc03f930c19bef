#include "events/capture_index.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <random>
#include <string>

#include "events/event_store.hpp"

using namespace gateway;
using events::capture_index;

namespace {

using found = std::optional<capture_index::found>;

std::uint64_t put(events::event_store& store, std::string_view url, std::int64_t captured_s,
                  std::size_t size = 0) {
    const std::string body(size, 'x');
    event_fields e;
    e.via = via::capture;
    e.url = url;
    e.captured_s = captured_s;
    e.payload = body;
    return store.append(e);
}

// What an index has to say, by going through everything.
class model {
  public:
    void add(const std::string& url, std::int64_t time_s, std::uint64_t seq) {
        all_[seq] = {url, time_s};
    }
    void drop_before(std::uint64_t seq) { all_.erase(all_.begin(), all_.lower_bound(seq)); }
    std::size_t size() const { return all_.size(); }
    std::uint64_t oldest() const { return all_.begin()->first; }

    found at_or_before(const std::string& url, std::int64_t time_s) const {
        found best;
        for (const auto& [seq, one] : all_) {
            if (one.url != url || one.time_s > time_s) continue;
            if (!best || one.time_s >= best->captured_s) best = {one.time_s, seq};
        }
        return best;
    }
    found after(const std::string& url, std::int64_t time_s) const {
        found best;
        for (const auto& [seq, one] : all_) {
            if (one.url != url || one.time_s <= time_s) continue;
            if (!best || one.time_s <= best->captured_s) best = {one.time_s, seq};
        }
        return best;
    }

  private:
    struct capture {
        std::string url;
        std::int64_t time_s;
    };
    std::map<std::uint64_t, capture> all_;
};

bool same(const found& a, const found& b) {
    if (!a || !b) return !a && !b;
    return a->captured_s == b->captured_s && a->seq == b->seq;
}

// Few URLs and few times, so that all of them meet.
struct random_scene {
    explicit random_scene(std::uint32_t seed) : random(seed) {}
    std::uint32_t number(std::uint32_t below) {
        return static_cast<std::uint32_t>(random()) % below;
    }
    std::string url() { return "http://e/" + std::string(number(6), '/'); }
    std::int64_t time() { return std::int64_t{number(40)} - 5; }
    std::mt19937 random;
};

void check_some(const capture_index& index, const model& m, random_scene& r) {
    for (int i = 0; i < 4; ++i) {
        const std::string url = r.url();
        const std::int64_t time = r.time();
        REQUIRE(same(index.at_or_before(url, time), m.at_or_before(url, time)));
        REQUIRE(same(index.after(url, time), m.after(url, time)));
        REQUIRE(same(index.at_or_before(url, capture_index::any_time),
                     m.at_or_before(url, capture_index::any_time)));
        REQUIRE(same(index.after(url, capture_index::before_all),
                     m.after(url, capture_index::before_all)));
    }
    REQUIRE(index.findable() == m.size());
}

} // namespace

TEST_CASE("capture_index: agrees with a map while captures come, and go with the ring") {
    for (std::uint32_t seed = 1; seed <= 4; ++seed) {
        random_scene r(seed);
        events::event_store store(event_ring{event_ring::min_capacity}, seed);
        model m;
        for (int i = 0; i < 4'000; ++i) {
            if (r.number(4) == 0) {
                event_fields other; // pushes captures out without being one
                const std::string payload(r.number(2'000), 'u');
                other.payload = payload;
                store.append(other);
            } else {
                const std::string url = r.url();
                const std::int64_t time = r.time();
                m.add(url, time, put(store, url, time, r.number(300)));
            }
            m.drop_before(store.ring.oldest());
            check_some(store.captures, m, r);
        }
        REQUIRE(store.ring.evicted() > 1'000);
        REQUIRE(store.captures.forgotten() == 0);

        capture_index again(store.ring, seed + 100); // as after a restart
        CHECK(again.findable() == 0);
        for (int i = 0; i < 2; ++i) {
            again.rebuild();
            for (int k = 0; k < 200; ++k) check_some(again, m, r);
        }
    }
}

TEST_CASE("capture_index: where there are too many the oldest is forgotten, and counted") {
    event_ring ring(1 << 20);
    capture_index index(ring, 1, 100);
    model m;
    random_scene r(5);
    for (int i = 0; i < 1'000; ++i) {
        event_fields e;
        e.via = via::capture;
        const std::string url = r.url();
        e.url = url;
        e.captured_s = r.time();
        const std::uint64_t seq = ring.append(e);
        index.add(url, e.captured_s, seq);
        m.add(url, e.captured_s, seq);
        if (m.size() > 100) m.drop_before(m.oldest() + 1);
        check_some(index, m, r);
    }
    CHECK(index.forgotten() == 900);
}

TEST_CASE("capture_index: what the ring has evicted is not counted as forgotten") {
    event_ring ring(event_ring::min_capacity);
    capture_index index(ring, 1, 2'000); // more than the ring can hold
    for (int i = 0; i < 5'000; ++i) {
        event_fields e;
        e.via = via::capture;
        e.url = "u";
        e.captured_s = i;
        index.add(e.url, i, ring.append(e)); // drop_evicted() is not called
    }
    CHECK(index.findable() == ring.held());
    CHECK(index.forgotten() == 0);
    CHECK(index.after("u", capture_index::before_all)->seq == ring.oldest());
}

TEST_CASE("capture_index: all of them can be of the same second, or go at once") {
    events::event_store store(event_ring{8 << 20}, 3);
    std::uint64_t last = 0;
    for (int i = 0; i < 20'000; ++i) last = put(store, "http://e/", 7);
    CHECK(store.captures.at_or_before("http://e/", 7)->seq == last);
    CHECK(store.captures.after("http://e/", 6)->seq == last);
    CHECK_FALSE(store.captures.after("http://e/", 7));
    CHECK_FALSE(store.captures.at_or_before("http://e/", 6));
    CHECK_FALSE(store.captures.at_or_before("http://e", 7));
    const std::string all((8 << 20) - 200, 'x');
    event_fields large;
    large.payload = all;
    REQUIRE(store.append(large) != 0);
    CHECK(store.captures.findable() == 0);
    CHECK_FALSE(store.captures.at_or_before("http://e/", 7));
    // Whatever is left of them is in nobody's way.
    const std::uint64_t next = put(store, "http://e/", 6);
    CHECK(store.captures.at_or_before("http://e/", 9)->seq == next);
    CHECK(store.captures.after("http://e/", 0)->seq == next);
    CHECK(store.captures.findable() == 1);
    CHECK_FALSE(store.captures.after("http://e/", 6));
}
