#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "gateway/event.hpp"

namespace gateway {

// The newest events that fit into a fixed number of bytes, in the order in which they came.
//
// A byte arena holds packed records (64 bytes of header, content type, of a capture 10 bytes and
// its URL, payload, rounded up to 8); a record is never split at the arena's end. Appending evicts
// the oldest events until the new one fits. A sparse index (one entry for each 16 sequence numbers)
// makes find() O(1): one look-up and at most 15 steps from record to record.
//
// Nothing is allocated after construction, and the arena's pages are touched only as it fills.
// Not thread-safe: one thread owns it.
class event_ring {
  public:
    // The most that a record adds to its content type and payload.
    static constexpr std::size_t record_overhead = 64 + 7;
    // The least capacity: one largest UDP datagram (65,527 bytes over IPv6).
    static constexpr std::size_t min_capacity = 65'600;
    // The index counts in units of 8 bytes with 32 bits.
    static constexpr std::size_t max_capacity = std::size_t{32} << 30;

    // `capacity` in bytes, rounded up to 8 and to min_capacity. Throws std::invalid_argument above
    // max_capacity, std::system_error where the memory can't be had.
    explicit event_ring(std::size_t capacity);

    // Stores a copy and returns its sequence number; 0, and nothing stored, where the event is
    // larger than the whole arena (see fits) or its URL than 65,535 bytes. `fields` must not point
    // into this ring.
    std::uint64_t append(const event_fields& fields);

    // Whether an event with so many bytes of payload can be stored at all.
    bool fits(std::size_t payload_size) const;

    // The event with this number, nullopt where it is not stored (yet, or any more).
    std::optional<event> find(std::uint64_t seq) const;

    // Walks the stored events in order without a look-up for each:
    //   for (auto c = ring.from(seq); const auto e = c.next();) ...
    // A cursor is valid until the next append.
    class cursor {
      public:
        std::optional<event> next();

      private:
        friend class event_ring;
        cursor(const event_ring& ring, std::uint64_t seq, std::size_t offset)
            : ring_(&ring), seq_(seq), offset_(offset) {}
        const event_ring* ring_;
        std::uint64_t seq_;
        std::size_t offset_;
    };
    // A cursor whose first event is `seq`, or the oldest one where `seq` is evicted.
    cursor from(std::uint64_t seq) const;

    std::uint64_t newest() const { return newest_; } // 0 before the first event
    std::uint64_t oldest() const { return oldest_; } // newest() + 1 while nothing is held
    std::uint64_t stored() const { return newest_; }
    std::uint64_t evicted() const { return oldest_ - 1; }
    std::uint64_t held() const { return newest_ + 1 - oldest_; }
    std::size_t bytes() const { return bytes_; } // of the held records, headers included
    std::size_t capacity() const { return capacity_; }

  private:
    struct unmap {
        std::size_t size;
        void operator()(std::byte* p) const;
    };

    std::size_t make_room(std::size_t size);
    void evict_oldest();
    std::size_t skip_end(std::size_t offset) const;
    std::size_t offset_of(std::uint64_t seq) const;
    event read(std::size_t offset) const;

    std::size_t capacity_;
    std::unique_ptr<std::byte, unmap> arena_;
    std::vector<std::uint32_t> index_; // of seq / index_step, in units of 8 bytes
    std::uint64_t newest_ = 0;
    std::uint64_t oldest_ = 1;
    std::size_t head_ = 0; // where the next record goes, if it fits before the end
    std::size_t tail_ = 0; // where the oldest record is
    std::size_t bytes_ = 0;
};

} // namespace gateway
