#include "events/ring_format.hpp"

// The one file that sees xxHash. In this order: the library's functions, then inlined ones.
#if __has_include(<xxh_x86dispatch.h>)
#define XXH_DISPATCH_DISABLE_REPLACE
#include <xxh_x86dispatch.h>
#endif
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <stdexcept>

#include "gateway/event_ring.hpp"

namespace gateway::events {
namespace {

std::uint64_t hash(const std::byte* bytes, std::size_t size, std::uint64_t key) {
#if __has_include(<xxh_x86dispatch.h>)
    // The same in the widest vectors that this CPU has: faster, where the bytes are many.
    if (size > 2048) return XXH3_64bits_withSeed_dispatch(bytes, size, key);
#endif
    return XXH3_64bits_withSeed(bytes, size, key);
}

} // namespace

std::size_t ring_capacity(std::size_t bytes) {
    if (bytes > event_ring::max_capacity) {
        throw std::invalid_argument("a ring holds at most 32 GiB");
    }
    return round_up(std::max(bytes, event_ring::min_capacity));
}

std::uint32_t header_seal(const std::byte* header, std::uint64_t key) {
    return static_cast<std::uint32_t>(hash(header, sizeof(record_header), key));
}

record_seal seal_of(const std::byte* header, const std::byte* body, std::size_t body_size,
                    std::uint64_t key) {
    const std::uint64_t of_header = hash(header, sizeof(record_header), key);
    return {static_cast<std::uint32_t>(of_header),
            static_cast<std::uint32_t>(hash(body, body_size, of_header))};
}

std::uint64_t head_check(const ring_head& head) {
    return XXH3_64bits(&head, offsetof(ring_head, check));
}

} // namespace gateway::events
