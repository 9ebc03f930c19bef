// The promise of a ring file: SIGKILL at any instruction loses nothing that was stored.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "support/descriptor.hpp"
#include "support/temp_folder.hpp"
#include "support/waiting.hpp"
#include "unit/events/ring_model.hpp"

using namespace gateway;
using tests::open_ring_file;

namespace {

constexpr std::size_t capacity = event_ring::min_capacity;

// What event `seq` looks like.
std::string payload_of(std::uint64_t seq) {
    std::mt19937_64 random(seq);
    const std::size_t size = seq % 50 == 0 ? random() % 5000 : random() % 300;
    std::string payload(size, static_cast<char>('a' + seq % 26));
    for (std::size_t i = 0; i < payload.size(); i += 61) payload[i] = static_cast<char>(random());
    return payload;
}

void append(event_ring& ring, std::string_view payload) {
    event_fields e;
    e.time_ns = static_cast<std::int64_t>(ring.newest() + 1);
    e.content_type = "text/plain";
    e.payload = payload;
    ring.append(e);
}

void append_next(event_ring& ring) {
    append(ring, payload_of(ring.newest() + 1));
}

// A number that a child writes and its parent reads.
class shared_number {
  public:
    shared_number()
        : at_(new (::mmap(nullptr, sizeof *at_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                          -1, 0)) std::atomic<std::uint64_t>{0}) {}
    ~shared_number() { ::munmap(at_, sizeof *at_); }
    shared_number(const shared_number&) = delete;
    shared_number& operator=(const shared_number&) = delete;
    std::atomic<std::uint64_t>& operator*() const { return *at_; }

  private:
    std::atomic<std::uint64_t>* at_;
};

// A child that does `work` and ends; killed and reaped with the object.
template <class Work>
class child {
  public:
    explicit child(Work work) : pid_(::fork()) {
        REQUIRE(pid_ >= 0);
        if (pid_ != 0) return;
        work();
        ::_exit(0);
    }
    ~child() { kill(); }
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    void kill() {
        if (pid_ < 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }
    pid_t pid() const { return pid_; }

  private:
    pid_t pid_;
};

// Everything from the oldest event to the newest is there, and as it was stored.
void check_whole(const event_ring& ring) {
    REQUIRE(ring.dropped() == 0);
    REQUIRE(ring.held() == ring.newest() + 1 - ring.oldest());
    std::uint64_t seq = ring.oldest();
    for (auto c = ring.from(0); const auto e = c.next(); ++seq) {
        const bool same = e->seq == seq && e->payload == payload_of(seq) &&
                          e->time_ns == static_cast<std::int64_t>(seq) &&
                          e->content_type == "text/plain";
        if (!same) REQUIRE(same);
    }
    REQUIRE(seq == ring.newest() + 1);
}

} // namespace

TEST_CASE("ring_crash: SIGKILL at random instants loses nothing, hundreds of times") {
    const tests::temp_folder folder;
    const std::string path = folder.path("ring");
    std::mt19937 random(1);
    std::uint64_t stored = 0;
    for (int run = 0; run < (tests::sanitized ? 40 : 400); ++run) {
        CAPTURE(run);
        const shared_number appended;
        child writer([&] {
            event_ring ring(open_ring_file(path, capacity));
            for (;;) {
                append_next(ring);
                (*appended).store(ring.newest());
            }
        });
        const std::uint64_t enough = stored + 1 + random() % 200;
        REQUIRE(tests::eventually([&] { return (*appended).load() >= enough; }));
        writer.kill();
        stored = *appended;
        const event_ring ring(open_ring_file(path));
        REQUIRE(ring.newest() >= stored);
        REQUIRE(ring.newest() <= stored + 1);
        check_whole(ring);
        stored = ring.newest();
    }
}

namespace {

// Waits a while that no clock is needed for.
void spin(std::uint64_t rounds) {
    for (std::uint64_t i = 0; i < rounds; ++i) std::atomic_signal_fence(std::memory_order_seq_cst);
}

// The event that is the first one at the arena's start again.
std::uint64_t first_of_second_lap() {
    event_ring ring = event_ring::replica(capacity, 0);
    const char* last = nullptr;
    for (;;) {
        append_next(ring);
        const char* const at = ring.find(ring.newest())->payload.data();
        if (at < last) return ring.newest();
        last = at;
    }
}

// How far each append may evict: what a ring that nobody kills does. By number of events stored.
std::vector<std::uint64_t> oldest_of(std::uint64_t count) {
    event_ring ring = event_ring::replica(capacity, 0);
    std::vector<std::uint64_t> oldest{1};
    for (std::uint64_t i = 0; i < count; ++i) {
        append_next(ring);
        oldest.push_back(ring.oldest());
    }
    return oldest;
}

// A ring file as another process has it at this instant.
class snapshots {
  public:
    explicit snapshots(const std::string& path)
        : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)),
          copy_(::memfd_create("copy", MFD_CLOEXEC)),
          now_(::mmap(nullptr, size, PROT_READ, MAP_SHARED, file_.get(), 0)) {
        REQUIRE(now_ != MAP_FAILED);
    }
    ~snapshots() { ::munmap(now_, size); }
    snapshots(const snapshots&) = delete;
    snapshots& operator=(const snapshots&) = delete;

    bool changed() const { return std::memcmp(seen_.data(), now_, size) != 0; }

    // The path of a copy.
    std::string take() {
        std::memcpy(seen_.data(), now_, size);
        REQUIRE(::pwrite(copy_.get(), seen_.data(), size, 0) == static_cast<ssize_t>(size));
        return "/proc/self/fd/" + std::to_string(copy_.get());
    }

  private:
    static constexpr std::size_t size = events::ring_file_size(capacity);
    tests::descriptor file_, copy_;
    void* now_;
    std::string seen_ = std::string(size, '\0');
};

} // namespace

TEST_CASE("ring_crash: a file whose making is killed is made by the next start") {
    const tests::temp_folder folder;
    std::mt19937 random(2);
    for (int run = 0; run < 100; ++run) {
        CAPTURE(run);
        const std::string path = folder.path(std::to_string(run));
        child maker([&] { open_ring_file(path, capacity); });
        spin(random() % 400'000);
        maker.kill();
        event_ring ring(open_ring_file(path, capacity));
        REQUIRE(ring.newest() == 0);
        append_next(ring);
        check_whole(ring);
    }
}

// Goes through the program that appends instruction by instruction, and looks at the file after
// each one that changed it.
TEST_CASE("ring_crash: after each single instruction the file holds all that was stored") {
    const tests::temp_folder folder;
    const std::string path = folder.path("ring");
    constexpr std::uint64_t appends = tests::sanitized ? 3 : 40;
    const std::uint64_t before = first_of_second_lap() - appends / 2;
    {
        event_ring ring(open_ring_file(path, capacity));
        while (ring.newest() < before) append_next(ring);
    }
    const auto oldest = oldest_of(before + appends + 1);
    const shared_number appended;
    *appended = before;
    std::vector<std::string> payloads;
    for (std::uint64_t i = 1; i <= appends; ++i) payloads.push_back(payload_of(before + i));
    child writer([&] {
        event_ring ring(open_ring_file(path));
        if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) return;
        ::raise(SIGSTOP);
        for (const std::string& payload : payloads) {
            append(ring, payload);
            (*appended).store(ring.newest());
        }
    });
    int status = 0;
    REQUIRE(::waitpid(writer.pid(), &status, WUNTRACED) == writer.pid());
    REQUIRE(WIFSTOPPED(status));
    snapshots file(path);
    std::uint64_t instants = 0;
    while (::ptrace(PTRACE_SINGLESTEP, writer.pid(), nullptr, nullptr) == 0) {
        REQUIRE(::waitpid(writer.pid(), &status, 0) == writer.pid());
        if (!WIFSTOPPED(status)) break;
        if (!file.changed()) continue;
        ++instants;
        const event_ring ring(open_ring_file(file.take()));
        const std::uint64_t stored = *appended;
        REQUIRE(ring.newest() >= stored);
        REQUIRE(ring.newest() <= stored + 1);
        REQUIRE(ring.oldest() <= oldest[stored + 1]);
        check_whole(ring);
    }
    CHECK(WIFEXITED(status));
    CHECK(*appended == before + appends);
    CHECK(instants > 20 * appends);
}
