#include "events/ring_follower.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "support/temp_folder.hpp"
#include "support/waiting.hpp"
#include "unit/events/ring_model.hpp"

using namespace gateway;
using events::ring_follower;
using tests::model;
using tests::open_ring_file;

namespace {

void check_same(const event_ring& shown, const event_ring& written) {
    REQUIRE(shown.newest() == written.newest());
    REQUIRE(shown.oldest() == written.oldest());
    REQUIRE(shown.held() == written.held());
    REQUIRE(shown.bytes() == written.bytes());
    REQUIRE(shown.capacity() == written.capacity());
    REQUIRE(shown.id() == written.id());
    auto other = written.from(0);
    for (auto c = shown.from(0); const auto e = c.next();) {
        const auto w = other.next();
        REQUIRE(w);
        REQUIRE(e->seq == w->seq);
        REQUIRE(e->time_ns == w->time_ns);
        REQUIRE(e->via == w->via);
        REQUIRE(e->source == w->source);
        REQUIRE(e->local == w->local);
        REQUIRE(e->content_type == w->content_type);
        REQUIRE(e->payload == w->payload);
    }
}

std::string payload_of(std::uint64_t seq) {
    return std::string(seq * 7919 % 700, static_cast<char>('a' + seq % 26));
}

// Stores events as fast as it can until it is killed.
pid_t start_writer(const std::string& path) {
    const pid_t pid = ::fork();
    REQUIRE(pid >= 0);
    if (pid != 0) return pid;
    event_ring ring(open_ring_file(path));
    for (;;) {
        const std::string payload = payload_of(ring.newest() + 1);
        event_fields e;
        e.payload = payload;
        ring.append(e);
    }
}

} // namespace

TEST_CASE("ring_follower: has what the writer has, from the first event on and over many laps") {
    const tests::temp_folder folder;
    model m(100'008, 3, folder.path("ring"));
    m.captures = true;
    ring_follower follower(folder.path("ring"));
    event_ring shown = follower.copy();
    check_same(shown, m.ring());
    for (int i = 0; i < 1500; ++i) {
        m.append(m.random_size(), m.number(4) == 0 ? m.number(256) : 0);
        if (m.number(3) != 0) continue;
        while (follower.follow(shown)) continue;
        if (shown.newest() != m.ring().newest()) { // overtaken: the call after finds its place
            while (follower.follow(shown)) continue;
        }
        check_same(shown, m.ring());
    }
}

TEST_CASE("ring_follower: begins anywhere in a ring that somebody writes to, or nobody") {
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        const tests::temp_folder folder;
        const std::string path = folder.path("ring");
        std::optional<model> m;
        m.emplace(65'600 + 8 * seed * 500, seed, path);
        for (std::size_t i = m->number(1000); i != 0; --i) m->append(m->random_size(), 0);
        ring_follower follower(path);
        event_ring shown = follower.copy();
        check_same(shown, m->ring());
        m.reset();
        ring_follower later(path);
        const event_ring of_yesterday = later.copy();
        check_same(of_yesterday, shown);
        CHECK(later.found().kept == shown.held());
    }
}

TEST_CASE("ring_follower: shows a damaged file as its gateway would, and leaves it as it is") {
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        const tests::temp_folder folder;
        std::optional<model> m;
        m.emplace(100'008, seed, folder.path("ring"));
        for (int i = 0; i < 700; ++i) m->append(m->number(300), 0);
        m.reset();
        std::mt19937 random(seed);
        std::string bytes = folder.read("ring");
        for (int i = 0; i < 3; ++i) {
            const std::size_t at = events::arena_offset + random() % 24 * 4096;
            for (std::size_t b = 0; b < 4096; ++b) bytes[at + b] = static_cast<char>(random());
        }
        const std::string path = folder.write("damaged", bytes);
        ring_follower follower(path);
        event_ring shown = follower.copy();
        REQUIRE(folder.read("damaged") == bytes);
        event_ring written(open_ring_file(path));
        check_same(shown, written);
        REQUIRE(shown.held() < 700);
        // The gateway goes on behind it, and this one with it.
        for (int i = 0; i < 300; ++i) {
            const std::string payload(200, 'n');
            event_fields e;
            e.payload = payload;
            written.append(e);
            while (follower.follow(shown)) continue;
            if (i % 10 == 0) check_same(shown, written);
        }
        check_same(shown, written);
    }
}

TEST_CASE("ring_follower: never shows anything but what was stored, however fast the writer is") {
    const tests::temp_folder folder;
    const std::string path = folder.path("ring");
    { const event_ring made(open_ring_file(path, event_ring::min_capacity)); }
    const pid_t writer = start_writer(path);
    ring_follower follower(path);
    event_ring shown = follower.copy();
    std::uint64_t seen = 0;
    const auto look = [&] {
        follower.follow(shown);
        std::uint64_t last = 0;
        for (auto c = shown.from(0); const auto e = c.next();) {
            if (e->payload != payload_of(e->seq)) REQUIRE(e->payload == payload_of(e->seq));
            if (e->seq <= last) REQUIRE(e->seq > last);
            last = e->seq;
            ++seen;
        }
        return last;
    };
    CHECK(tests::eventually([&] { return look() > 200'000 && seen > 1'000; }));
    ::kill(writer, SIGKILL);
    ::waitpid(writer, nullptr, 0);
    for (int i = 0; i < 3; ++i) look();
    check_same(shown, event_ring(open_ring_file(path)));
}

TEST_CASE("ring_follower: a file that is cut or emptied while it is shown ends nothing") {
    const tests::temp_folder folder;
    const std::string path = folder.path("ring");
    std::optional<model> m;
    m.emplace(100'008, 9, path);
    for (int i = 0; i < 200; ++i) m->append(100, 0);
    ring_follower follower(path);
    event_ring shown = follower.copy();
    m.reset();
    for (const std::size_t size : {50'000, 4096, 0}) {
        std::filesystem::resize_file(path, size);
        CHECK_FALSE(follower.follow(shown));
        CHECK(shown.held() == 200);
        CHECK(shown.find(200));
    }
}
