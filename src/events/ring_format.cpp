#include "events/ring_format.hpp"

#define XXH_INLINE_ALL // the one file that sees it
#include <xxhash.h>

#include <algorithm>
#include <stdexcept>

#include "gateway/event_ring.hpp"

namespace gateway::events {

std::size_t ring_capacity(std::size_t bytes) {
    if (bytes > event_ring::max_capacity) {
        throw std::invalid_argument("a ring holds at most 32 GiB");
    }
    return round_up(std::max(bytes, event_ring::min_capacity));
}

std::uint32_t header_seal(const std::byte* header, std::uint64_t key) {
    return static_cast<std::uint32_t>(
        XXH3_64bits_withSeed(header, sizeof(record_header), key));
}

record_seal seal_of(const std::byte* header, const std::byte* body, std::size_t body_size,
                    std::uint64_t key) {
    const std::uint64_t of_header = XXH3_64bits_withSeed(header, sizeof(record_header), key);
    return {static_cast<std::uint32_t>(of_header),
            static_cast<std::uint32_t>(XXH3_64bits_withSeed(body, body_size, of_header))};
}

std::uint64_t head_check(const ring_head& head) {
    return XXH3_64bits(&head, offsetof(ring_head, check));
}

} // namespace gateway::events
