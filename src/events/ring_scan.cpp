#include "events/ring_scan.hpp"

#include <cstring>

namespace gateway::events {
namespace {

void add(std::vector<ring_run>& runs, const record_header& h, std::size_t offset,
         std::size_t size) {
    const std::uint64_t count = event_count(h);
    if (runs.empty() || runs.back().end != offset || runs.back().last + 1 != h.seq ||
        runs.back().lap != h.lap) {
        runs.push_back({offset, offset, h.seq, h.seq - 1, 0, h.lap, false});
    }
    ring_run& run = runs.back();
    run.end = offset + size;
    run.last += count;
    if (h.via != via_lost) ++run.events;
}

} // namespace

std::optional<record_header> sealed_record(ring_window& arena, std::size_t offset,
                                           std::uint64_t secret) {
    const std::size_t room = arena.capacity() - offset;
    if (room < file_overhead) return std::nullopt;
    const std::byte* at = arena.at(offset, file_overhead);
    record_header h;
    record_seal seal;
    std::memcpy(&h, at, sizeof h);
    std::memcpy(&seal, at + sizeof h, sizeof seal);
    if (h.seq == 0 || h.seq > max_seq || (h.via > via::capture && h.via != via_lost)) return {};
    const std::size_t size = record_size(file_overhead, h);
    if (size < file_overhead || size > room) return std::nullopt;
    if (event_count(h) == 0 || event_count(h) > size / file_overhead) return std::nullopt;
    const std::uint64_t key = seal_key(secret, offset);
    if (header_seal(at, key) != seal.header) return std::nullopt;
    at = arena.at(offset, file_overhead + body_size(h));
    if (seal_of(at, at + file_overhead, body_size(h), key) != seal) return std::nullopt;
    return h;
}

std::vector<ring_run> scan_arena(ring_window& arena, std::uint64_t secret, std::uint64_t oldest) {
    std::vector<ring_run> runs;
    const std::size_t capacity = arena.capacity();
    for (std::size_t offset = 0; offset < capacity;) {
        const auto found = sealed_record(arena, offset, secret);
        if (!found) {
            offset = arena.skip_hole(offset + record_alignment);
            continue;
        }
        const std::size_t size = record_size(file_overhead, *found);
        if (found->seq >= oldest) add(runs, *found, offset, size);
        offset += size;
    }
    return runs;
}

} // namespace gateway::events
