#include "events/ring_recovery.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "support/temp_folder.hpp"
#include "unit/events/ring_model.hpp"

using namespace gateway;
using tests::open_ring_file;

namespace {

constexpr std::size_t page = events::ring_page;

// A ring file, everything that was ever stored in it, and where what it holds now lies.
class damaged_ring {
  public:
    damaged_ring(std::size_t capacity, std::uint32_t seed) : random(seed) {
        ring_.emplace(open_file(capacity));
    }

    std::mt19937 random;
    const tests::temp_folder folder;

    std::size_t number(std::size_t below) { return random() % below; }

    void append(int count, std::size_t largest) {
        for (int i = 0; i < count; ++i) {
            std::string payload(number(8) == 0 ? number(largest) : number(300), '\0');
            for (char& c : payload) c = static_cast<char>(random());
            event_fields e;
            e.time_ns = static_cast<std::int64_t>(random());
            e.payload = payload;
            history[ring_->append(e)] = payload;
        }
    }

    // The file's bytes now; `places` and the ring's ends with them.
    std::string bytes() {
        places.clear();
        for (auto c = ring_->from(0); const auto e = c.next();) {
            const auto at = reinterpret_cast<const std::byte*>(e->payload.data()) - arena_;
            const std::size_t start = events::arena_offset + at - events::file_overhead;
            places[e->seq] = {start, start + events::file_overhead + e->payload.size()};
        }
        newest = ring_->newest();
        oldest = ring_->oldest();
        return folder.read("ring");
    }

    void close() { ring_.reset(); }

    // The numbers of the events that lie in `damaged` as they lie in `whole`.
    std::vector<std::uint64_t> intact(const std::string& whole, const std::string& damaged) const {
        std::vector<std::uint64_t> seqs;
        for (const auto& [seq, place] : places) {
            const std::size_t size = place.second - place.first;
            if (damaged.size() >= place.second &&
                std::memcmp(&whole[place.first], &damaged[place.first], size) == 0) {
                seqs.push_back(seq);
            }
        }
        return seqs;
    }

    std::map<std::uint64_t, std::string> history;
    std::map<std::uint64_t, std::pair<std::size_t, std::size_t>> places;
    std::uint64_t newest = 0, oldest = 1;

  private:
    std::unique_ptr<events::ring_file> open_file(std::size_t capacity) {
        auto file = open_ring_file(folder.path("ring"), capacity);
        arena_ = file->arena();
        return file;
    }

    const std::byte* arena_ = nullptr;
    std::optional<event_ring> ring_;
};

// Scrambles, empties or moves some of the pages from `first` on.
void damage(damaged_ring& r, std::string& bytes, std::size_t first, int times) {
    const std::size_t pages = bytes.size() / page;
    for (int i = 0; i < times; ++i) {
        const std::size_t at = (first + r.number(pages - first)) * page;
        switch (r.number(4)) {
            case 0:
                std::memset(&bytes[at], 0, page);
                break;
            case 1:
                std::memmove(&bytes[at], &bytes[(first + r.number(pages - first)) * page], page);
                break;
            case 2: // a sector
                for (std::size_t b = 0; b < 512; ++b)
                    bytes[at + 512 + b] = static_cast<char>(r.random());
                break;
            default:
                for (std::size_t b = 0; b < page; ++b)
                    bytes[at + b] = static_cast<char>(r.random());
        }
    }
}

// Nothing that the ring shows is anything but what was stored under that number; it balances.
std::vector<std::uint64_t> shown(const event_ring& ring, const damaged_ring& r) {
    std::vector<std::uint64_t> seqs;
    for (auto c = ring.from(0); const auto e = c.next();) {
        REQUIRE(r.history.contains(e->seq));
        REQUIRE(e->payload == r.history.at(e->seq));
        REQUIRE(ring.find(e->seq)->payload == e->payload);
        seqs.push_back(e->seq);
    }
    REQUIRE(seqs.size() == ring.held());
    for (std::uint64_t seq = ring.oldest(); seq <= ring.newest(); ++seq) {
        REQUIRE(ring.find(seq).has_value() == std::binary_search(seqs.begin(), seqs.end(), seq));
    }
    REQUIRE(ring.stored() == ring.held() + ring.evicted());
    return seqs;
}

// What was found is still there after the next start, and events can be stored behind it.
void check_goes_on(const std::string& path, damaged_ring& r, const std::vector<std::uint64_t>& seqs,
                   std::uint64_t dropped) {
    event_ring ring(open_ring_file(path));
    REQUIRE(shown(ring, r) == seqs);
    REQUIRE(ring.dropped() == dropped);
    const std::string payload(100, 'n');
    event_fields e;
    e.payload = payload;
    for (std::size_t i = 0; i < 2 * ring.capacity() / 172; ++i) {
        const std::uint64_t seq = ring.append(e);
        r.history[seq] = payload;
        if (i % 97 == 0) shown(ring, r);
    }
    REQUIRE(ring.held() == ring.newest() + 1 - ring.oldest()); // what was lost has gone by
    shown(ring, r);
}

} // namespace

TEST_CASE("ring_recovery: keeps every event whose bytes are whole and drops the others") {
    for (std::uint32_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        damaged_ring r(65'600 + 8 * (seed * 1000 % 40'000), seed);
        r.append(static_cast<int>(r.number(1500)), seed % 3 == 0 ? 60'000 : 3000);
        const std::string whole = r.bytes();
        r.close();
        std::string bytes = whole;
        damage(r, bytes, 2, 1 + static_cast<int>(r.number(seed % 4 == 0 ? 20 : 4)));
        const std::string path = r.folder.write("damaged", bytes);
        const auto expected = r.intact(whole, bytes);
        std::uint64_t dropped = 0;
        {
            const event_ring ring(open_ring_file(path));
            REQUIRE(shown(ring, r) == expected);
            REQUIRE(ring.newest() == r.newest); // numbers are never used again
            dropped = r.newest + 1 - r.oldest - expected.size();
            REQUIRE(ring.dropped() == dropped);
        }
        check_goes_on(path, r, expected, dropped);
    }
}

TEST_CASE(
    "ring_recovery: the pages that describe the ring may be damaged too, but one of the heads") {
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        damaged_ring r(100'008, seed);
        r.append(static_cast<int>(r.number(1500)), 3000);
        const std::string whole = r.bytes();
        r.close();
        std::string bytes = whole;
        damage(r, bytes, 2, static_cast<int>(r.number(3)));
        // One head is whole; the page with the state may be anything.
        const std::size_t head = seed % 2 == 0 ? 0 : bytes.size() - page;
        const std::string other = bytes.substr(bytes.size() - page - head, page);
        for (const std::size_t at : {head, page}) {
            for (std::size_t b = 0; b < page; ++b) bytes[at + b] = static_cast<char>(r.random());
        }
        bytes.replace(bytes.size() - page - head, page, other);
        const std::string path = r.folder.write("damaged", bytes);
        auto file = open_ring_file(path);
        REQUIRE(file->found().state_lost);
        const event_ring ring(std::move(file));
        const auto seqs = shown(ring, r); // some that had made room may be among them
        const auto expected = r.intact(whole, bytes);
        REQUIRE(std::includes(seqs.begin(), seqs.end(), expected.begin(), expected.end()));
    }
}

TEST_CASE("ring_recovery: pages of different instants, as a power loss leaves them") {
    for (std::uint32_t seed = 1; seed <= 80; ++seed) {
        CAPTURE(seed);
        damaged_ring r(65'600 + 8 * (seed * 1000 % 40'000), seed);
        r.append(static_cast<int>(r.number(1500)), 3000);
        const std::string before = r.bytes();
        r.append(static_cast<int>(r.number(seed % 5 == 0 ? 1500 : 200)), 3000);
        const std::string after = r.bytes();
        r.close();
        std::string bytes = after;
        for (std::size_t at = page; at < bytes.size(); at += page) {
            if (r.number(3) == 0) bytes.replace(at, page, before, at, page);
        }
        const std::string path = r.folder.write("damaged", bytes);
        const event_ring ring(open_ring_file(path));
        const auto seqs = shown(ring, r);
        const auto expected = r.intact(after, bytes);
        REQUIRE(std::includes(seqs.begin(), seqs.end(), expected.begin(), expected.end()));
        REQUIRE(ring.newest() <= r.newest);
    }
}

TEST_CASE("ring_recovery: a file that was cut keeps what lies in front of the cut") {
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        damaged_ring r(100'008, seed);
        r.append(static_cast<int>(r.number(1500)), 3000);
        const std::string whole = r.bytes();
        r.close();
        std::string bytes = whole;
        bytes.resize(2 * page + r.number(bytes.size() - 2 * page));
        const std::string path = r.folder.write("damaged", bytes);
        const auto expected = r.intact(whole, bytes);
        const std::uint64_t dropped = r.newest + 1 - r.oldest - expected.size();
        {
            const event_ring ring(open_ring_file(path));
            REQUIRE(shown(ring, r) == expected);
            REQUIRE(ring.dropped() == dropped);
        }
        REQUIRE(r.folder.read("damaged").size() == whole.size());
        check_goes_on(path, r, expected, dropped);
    }
}

TEST_CASE("ring_recovery: a payload that is a copy of the ring's own records is none of them") {
    damaged_ring r(200'000, 5);
    r.append(100, 200);
    const std::string records = r.bytes().substr(2 * page, 8000);
    r.close();
    std::uint64_t seq = 0;
    {
        event_ring ring(open_ring_file(r.folder.path("ring")));
        event_fields e;
        e.payload = records; // as who has seen another ring's file could send them
        seq = ring.append(e);
        r.history[seq] = records;
    }
    auto bytes = r.folder.read("ring");
    const std::size_t at = bytes.rfind(records.substr(0, 100));
    bytes[at - 72] ^= 1; // the header of the record around them
    const event_ring ring(open_ring_file(r.folder.write("damaged", bytes)));
    CHECK(ring.dropped() == 1);
    CHECK(ring.newest() == seq);
    CHECK(ring.held() == 100);
    shown(ring, r);
}

TEST_CASE("ring_recovery: the place of a reader is never behind the newest event") {
    damaged_ring r(200'000, 6);
    r.append(50, 200);
    const std::string before = r.bytes();
    r.append(50, 200);
    r.close();
    {
        event_ring ring(open_ring_file(r.folder.path("ring")));
        ring.set_forwarded(100);
    }
    std::string bytes = r.folder.read("ring");
    bytes.replace(2 * page, bytes.size() - 2 * page, before, 2 * page, std::string::npos);
    const event_ring ring(open_ring_file(r.folder.write("damaged", bytes)));
    CHECK(ring.newest() == 100);
    CHECK(ring.held() == 50);
    CHECK(ring.dropped() == 50);
    CHECK(ring.forwarded() == 100);
}
