#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "gateway/event.hpp"

// How a ring lies in memory and in its file: RING_FILE.md, beside this, describes it.
namespace gateway::events {

inline constexpr std::size_t record_alignment = 8;

// In front of each record's bytes. `seq` is the first field, because a lone zero there says that
// the rest of the arena's end is unused.
struct record_header {
    std::uint64_t seq;
    std::int64_t time_ns;       // of a lost record: how many events it stands for
    std::uint32_t payload_size; // of a lost record: the record's size / record_alignment
    std::uint8_t content_type_size;
    gateway::via via;
    std::uint16_t source_port;
    std::uint16_t local_port;
    std::uint16_t lap; // how many times the ring has begun at the arena's start again, modulo 2^16
    std::uint32_t source_scope;
    std::array<std::uint8_t, 16> source;
    std::array<std::uint8_t, 16> local;
};
static_assert(sizeof(record_header) == 64);

// Behind the header, in a ring file alone. Keyed, so that no payload can be made to look like a
// record, nor one record like another; the header's own checksum keeps bytes that are none from
// being taken for a large body.
struct record_seal {
    std::uint32_t header;
    std::uint32_t body;
    friend bool operator==(const record_seal&, const record_seal&) = default;
};

// What stands in front of a record's body.
inline constexpr std::size_t memory_overhead = sizeof(record_header);
inline constexpr std::size_t file_overhead = sizeof(record_header) + sizeof(record_seal);

// Marks a record that stands for events which a damaged file has lost. It has no body.
inline constexpr gateway::via via_lost{0xff};

// No ring gets so far in a thousand years; sums of such numbers do not overflow.
inline constexpr std::uint64_t max_seq = std::uint64_t{1} << 60;

constexpr std::size_t round_up(std::size_t size, std::size_t to = record_alignment) {
    return (size + to - 1) / to * to;
}

// What a ring has that is asked to have `bytes`. Throws std::invalid_argument above the most.
std::size_t ring_capacity(std::size_t bytes);

constexpr std::size_t record_size(std::size_t overhead, std::size_t body_size) {
    return round_up(overhead + body_size);
}

inline std::size_t body_size(const record_header& h) {
    return h.via == via_lost ? 0 : std::size_t{h.content_type_size} + h.payload_size;
}

inline std::size_t record_size(std::size_t overhead, const record_header& h) {
    if (h.via == via_lost) return std::size_t{h.payload_size} * record_alignment;
    return record_size(overhead, body_size(h));
}

// How many sequence numbers a record takes.
inline std::uint64_t event_count(const record_header& h) {
    return h.via == via_lost ? static_cast<std::uint64_t>(h.time_ns) : 1;
}

// A record of `size` bytes that stands for `count` events.
inline record_header lost_record(std::uint64_t first, std::uint64_t count, std::size_t size,
                                 std::uint16_t lap) {
    record_header h{};
    h.seq = first;
    h.time_ns = static_cast<std::int64_t>(count);
    h.payload_size = static_cast<std::uint32_t>(size / record_alignment);
    h.via = via_lost;
    h.lap = lap;
    return h;
}

// What the seals of a record are made with: it is one only where it was written.
constexpr std::uint64_t seal_key(std::uint64_t secret, std::size_t offset) {
    return secret + offset;
}
std::uint32_t header_seal(const std::byte* header, std::uint64_t key);
record_seal seal_of(const std::byte* header, const std::byte* body, std::size_t body_size,
                    std::uint64_t key);

// The file's first page and its last one: written once, when the file is made.
struct ring_head {
    std::array<char, 16> magic;
    std::uint32_t byte_order; // ring_byte_order, as the machine that made it writes it
    std::uint32_t version;
    std::uint64_t capacity; // bytes of the arena
    std::uint64_t id;       // of this ring: a random number
    std::uint64_t secret;   // the key of the seals: a random number that is never shown
    std::int64_t made_ns;   // UTC
    std::uint64_t finished; // 0 while the file is being made: it holds nothing then
    std::uint64_t check;    // of all of the above
};

inline constexpr std::array<char, 16> ring_magic{'e', 'v', 'e', 'n', 't', '-',  'g',  'a',
                                                 't', 'e', 'w', 'a', 'y', '\r', '\n', '\x1a'};
inline constexpr std::uint32_t ring_byte_order = 0x01020304;
inline constexpr std::uint32_t ring_version = 1;

std::uint64_t head_check(const ring_head& head);

// The file's second page: where the ring stands. Each field is one store, so that it is never half
// written; what they say together is believed only as far as the records bear it out.
struct ring_state {
    std::uint64_t newest;    // the last record that is complete; 0 before the first
    std::uint64_t oldest;    // the first that is not evicted; newest + 1 where none is held
    std::uint64_t tail;      // the arena's offset of that one, or of one before it
    std::uint64_t lap;       // of the newest record
    std::uint64_t dropped;   // events that damage has cost, since the file was made
    std::uint64_t forwarded; // a reader's place that survives: see event_ring::forwarded
    std::array<std::uint64_t, 2> reserved;
};
static_assert(sizeof(ring_state) == 64);

inline constexpr std::size_t ring_page = 4096;
inline constexpr std::size_t state_offset = ring_page;
inline constexpr std::size_t arena_offset = 2 * ring_page;

constexpr std::size_t head_copy_offset(std::size_t capacity) {
    return arena_offset + round_up(capacity, ring_page);
}
constexpr std::size_t ring_file_size(std::size_t capacity) {
    return head_copy_offset(capacity) + ring_page;
}

} // namespace gateway::events
