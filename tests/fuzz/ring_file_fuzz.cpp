// A ring file to which anything has happened: bytes, pages and its length changed, and, as nobody
// can who does not know the key, records and heads forged. Opening it ends, says one line or gives
// a ring that can be walked, balances and goes on; without forgery every event shown is one that
// was stored. One byte from the end of the input chooses a step.
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

#include "events/ring_file.hpp"
#include "events/ring_follower.hpp"
#include "fuzz/fuzz.hpp"
#include "gateway/event_ring.hpp"

using namespace gateway;
using fuzz::require;

namespace {

constexpr std::uint64_t secret = 0x5ec2e7;
constexpr std::size_t page = events::ring_page;

// A file in memory, with a path.
class memory_file {
  public:
    explicit memory_file(const std::string& bytes) : fd_(::memfd_create("ring", MFD_CLOEXEC)) {
        const auto size = static_cast<ssize_t>(bytes.size());
        require(::pwrite(fd_, bytes.data(), bytes.size(), 0) == size, "memory can be written");
    }
    ~memory_file() { ::close(fd_); }
    memory_file(const memory_file&) = delete;
    memory_file& operator=(const memory_file&) = delete;
    std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }
    std::string bytes(std::size_t size) const {
        std::string all(size, '\0');
        require(::pread(fd_, all.data(), size, 0) == static_cast<ssize_t>(size), "it can be read");
        return all;
    }

  private:
    int fd_;
};

std::unique_ptr<events::ring_file> open(const std::string& path) {
    events::ring_file_options options;
    options.path = path;
    options.default_capacity = event_ring::min_capacity;
    options.secret = secret;
    return std::make_unique<events::ring_file>(options);
}

struct original {
    std::string bytes;
    std::map<std::uint64_t, std::string> payloads;
};

// A ring in its second lap.
original make() {
    original o;
    const memory_file file{""};
    event_ring ring(open(file.path()));
    for (std::size_t i = 0; ring.evicted() < 40; ++i) {
        const std::string payload(i % 9 == 0 ? 2000 : i * 37 % 300,
                                  static_cast<char>('a' + i % 26));
        event_fields e;
        e.payload = payload;
        o.payloads[ring.append(e)] = payload;
    }
    o.bytes = file.bytes(events::ring_file_size(event_ring::min_capacity));
    return o;
}

void write(std::string& bytes, std::size_t at, const void* from, std::size_t size) {
    if (at <= bytes.size() && size <= bytes.size() - at) std::memcpy(&bytes[at], from, size);
}

void forge_record(std::string& bytes, fuzz::input& in) {
    const std::size_t offset = in.number<std::uint32_t>() % event_ring::min_capacity / 8 * 8;
    const std::size_t at = events::arena_offset + offset;
    if (bytes.size() < at + 2 * page) return;
    events::record_header h;
    std::memcpy(&h, &bytes[at], sizeof h);
    if (in.byte() % 2 == 0) h.seq = in.number<std::uint64_t>();
    if (in.byte() % 2 == 0) h.seq = in.byte();
    if (in.byte() % 2 == 0) h.time_ns = in.number<std::int16_t>();
    if (in.byte() % 2 == 0) h.payload_size = in.number<std::uint32_t>();
    if (in.byte() % 2 == 0) h.payload_size = in.byte();
    if (in.byte() % 2 == 0) h.via = static_cast<via>(in.byte());
    if (in.byte() % 2 == 0) h.via = events::via_lost;
    if (in.byte() % 2 == 0) h.lap = in.byte();
    write(bytes, at, &h, sizeof h);
    const auto* const record = reinterpret_cast<const std::byte*>(&bytes[at]);
    const std::size_t size = events::body_size(h);
    if (size > bytes.size() - at - events::file_overhead) return;
    const auto seal = events::seal_of(record, record + events::file_overhead, size,
                                      events::seal_key(secret, offset));
    write(bytes, at + sizeof h, &seal, sizeof seal);
}

void forge_head(std::string& bytes, fuzz::input& in) {
    events::ring_head h;
    std::memcpy(&h, bytes.data(), sizeof h);
    h.capacity = event_ring::min_capacity + in.byte() * 8;
    h.finished = in.byte() % 4;
    h.check = events::head_check(h);
    write(bytes, 0, &h, sizeof h);
    if (in.byte() % 2 == 0) write(bytes, events::head_copy_offset(h.capacity), &h, sizeof h);
}

// One step of damage; true where it was forgery.
bool damage(std::string& bytes, fuzz::input& in) {
    const unsigned step = in.byte() % 8;
    const std::size_t at = in.number<std::uint32_t>() % (bytes.size() + 1);
    const std::size_t from = in.number<std::uint16_t>() % (bytes.size() + 1) / page * page;
    if (step == 0) {
        const std::string_view with = in.front(in.byte());
        write(bytes, at, with.data(), with.size());
    } else if (step == 1) {
        write(bytes, at / page * page, std::string(page, '\0').data(), page);
    } else if (step == 2 && bytes.size() >= from + page) {
        write(bytes, at / page * page, bytes.substr(from, page).data(), page);
    } else if (step == 3) {
        bytes.resize(at);
    } else if (step == 4) {
        const auto value = in.byte() % 2 == 0 ? in.number<std::uint64_t>() : in.byte();
        write(bytes, page + at % 6 * 8, &value, sizeof value);
    } else if (step == 5) {
        forge_record(bytes, in);
    } else if (step == 6 && bytes.size() > page) {
        forge_head(bytes, in);
    } else if (step == 7) {
        const char flipped = static_cast<char>(at < bytes.size() ? bytes[at] ^ 1 << from % 8 : 0);
        write(bytes, at, &flipped, 1);
    }
    return step >= 4 && step <= 6;
}

void check(const event_ring& ring, const original* stored) {
    std::uint64_t held = 0, last = ring.oldest() - 1;
    for (auto c = ring.from(0); const auto e = c.next(); ++held) {
        require(e->seq > last && e->seq <= ring.newest(), "events come in order");
        last = e->seq;
        const auto found = ring.find(e->seq);
        require(found && found->payload.data() == e->payload.data(), "an event is found");
        if (stored == nullptr) continue;
        const auto was = stored->payloads.find(e->seq);
        require(was != stored->payloads.end() && was->second == e->payload,
                "what is shown was stored");
    }
    require(held == ring.held(), "what is held can be walked");
    require(ring.stored() == ring.held() + ring.evicted(), "the ring balances");
}

void append_some(event_ring& ring) {
    const std::string payload(1000, 'n');
    event_fields e;
    e.payload = payload;
    for (int i = 0; i < 100; ++i) { // more than a lap
        const std::uint64_t before = ring.newest();
        require(ring.append(e) == before + 1, "it goes on with the next number");
        require(ring.find(before + 1)->payload == payload, "what is new is found");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const original whole = make();
    fuzz::input in(data, size);
    std::string bytes = whole.bytes;
    bool forged = false;
    for (int steps = 0; steps < 16 && !in.rest().empty(); ++steps) {
        forged = damage(bytes, in) || forged;
    }
    const original* const stored = forged || bytes.empty() ? nullptr : &whole;
    const memory_file file(bytes);
    try {
        check(events::ring_follower(file.path()).copy(), stored);
    } catch (const std::runtime_error& e) {
        require(std::strchr(e.what(), '\n') == nullptr, "a refusal is one line");
    }
    try {
        std::uint64_t newest = 0, held = 0;
        {
            const event_ring ring(open(file.path()));
            check(ring, stored);
            newest = ring.newest();
            held = ring.held();
        }
        event_ring ring(open(file.path()));
        require(ring.newest() == newest && ring.held() == held, "mended once, it stays as it is");
        append_some(ring);
        check(ring, nullptr);
    } catch (const std::runtime_error& e) {
        require(std::strchr(e.what(), '\n') == nullptr, "a refusal is one line");
    }
    return 0;
}
