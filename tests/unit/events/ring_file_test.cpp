#include "events/ring_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdint>
#include <cstring>
#include <string>

#include "support/allocations.hpp"
#include "support/temp_folder.hpp"
#include "unit/events/ring_model.hpp"

using namespace gateway;
using tests::model;
using tests::open_ring_file;

TEST_CASE("ring_file: any sequence of sizes agrees with the model, over restarts") {
    for (const std::size_t capacity : {65'600, 70'000, 100'008, 131'168, 400'000}) {
        for (std::uint32_t seed = 1; seed <= 2; ++seed) {
            CAPTURE(capacity);
            CAPTURE(seed);
            const tests::temp_folder folder;
            model m(capacity, seed, folder.path("ring"));
            m.captures = true;
            for (int i = 0; i < 1000; ++i) {
                m.append(m.random_size(), m.number(4) == 0 ? m.number(256) : 0);
                if (m.number(20) == 0) m.check_all();
                if (m.number(25) == 0) m.reopen();
            }
            m.reopen();
        }
    }
}

TEST_CASE("ring_file: records of one size wrap around at every offset, over restarts") {
    const tests::temp_folder folder;
    for (std::size_t size = 0; size < 200; size += 7) {
        model m(event_ring::min_capacity, 7, folder.path(std::to_string(size)));
        const std::size_t rounds = 2 * event_ring::min_capacity / (72 + size) + 20;
        for (std::size_t i = 0; i < rounds; ++i) {
            m.append(size, 0);
            if (i % 401 == 0) m.reopen();
        }
        m.reopen();
    }
}

TEST_CASE("ring_file: a record that fills the arena exactly survives, and what comes after") {
    const tests::temp_folder folder;
    model m(event_ring::min_capacity, 13, folder.path("ring"));
    const std::size_t full = m.ring().capacity() - 72;
    for (int i = 0; i < 20; ++i) {
        m.append(full, 0);
        CHECK(m.ring().bytes() == m.ring().capacity());
        m.reopen();
        m.append(0, 0);
        m.reopen();
        m.append(full - 72, 0);
        m.reopen();
        m.append(full + 1, 0); // larger than the arena: refused
    }
}

TEST_CASE("ring_file: a new one is empty, and again when it is opened the second time") {
    const tests::temp_folder folder;
    for (int i = 0; i < 2; ++i) {
        auto file = open_ring_file(folder.path("ring"), 1 << 20);
        CHECK(file->is_new() == (i == 0));
        const event_ring ring(std::move(file));
        CHECK(ring.capacity() == 1 << 20);
        CHECK(ring.held() == 0);
        CHECK(ring.newest() == 0);
        CHECK(ring.oldest() == 1);
        CHECK(ring.id() == 0x1d);
        CHECK_FALSE(ring.find(1));
        CHECK_FALSE(ring.from(0).next());
    }
}

TEST_CASE("ring_file: the place of a reader survives") {
    const tests::temp_folder folder;
    {
        event_ring ring(open_ring_file(folder.path("ring")));
        CHECK(ring.forwarded() == 0);
        for (int i = 0; i < 10; ++i) ring.append({});
        ring.set_forwarded(7);
        CHECK(ring.forwarded() == 7);
    }
    CHECK(event_ring(open_ring_file(folder.path("ring"))).forwarded() == 7);
    event_ring in_memory(1 << 20);
    in_memory.set_forwarded(3);
    CHECK(in_memory.forwarded() == 3);
}

TEST_CASE("ring_file: every block of the file is there before anything is stored") {
    const tests::temp_folder folder;
    const event_ring ring(open_ring_file(folder.path("ring"), 4 << 20));
    struct stat info {};
    REQUIRE(::stat(folder.path("ring").c_str(), &info) == 0);
    CHECK(static_cast<std::size_t>(info.st_size) == events::ring_file_size(4 << 20));
    CHECK(info.st_blocks * 512 >= info.st_size);
    CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("ring_file: appending and finding allocate nothing") {
    const tests::temp_folder folder;
    event_ring ring(open_ring_file(folder.path("ring"), 1 << 20));
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
}

TEST_CASE("ring_file: one that was not finished holds nothing, unless its other head says so") {
    const tests::temp_folder folder;
    const std::string path = folder.path("ring");
    event_ring(open_ring_file(path, 1 << 20)).append({});
    const std::string whole = folder.read("ring");
    events::ring_head head;
    std::memcpy(&head, whole.data(), sizeof head);
    head.finished = 0;
    head.check = events::head_check(head);
    const std::string unfinished(reinterpret_cast<const char*>(&head), sizeof head);
    folder.write("ring", unfinished + whole.substr(unfinished.size()));
    CHECK(event_ring(open_ring_file(path)).newest() == 1);
    folder.write("ring", unfinished + whole.substr(unfinished.size(), 50'000));
    CHECK(open_ring_file(path)->is_new());
    CHECK(event_ring(open_ring_file(path)).newest() == 0);
}
