#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "gateway/event.hpp"

namespace gateway {

namespace events { // of src/events: how a ring lies in memory and in its file
class ring_file;
struct record_header;
struct ring_recovery;
struct ring_run;
struct ring_state;
} // namespace events

// The newest events that fit into a fixed number of bytes, in the order in which they came.
//
// A byte arena holds packed records (64 bytes of header, content type, of a capture 10 bytes and
// its URL, payload, rounded up to 8); a record is never split at the arena's end. Appending evicts
// the oldest events until the new one fits. A sparse index (one entry for each 16 sequence numbers)
// makes find() O(1): one look-up and at most 15 steps from record to record.
//
// The arena lies in memory, or in a file that is mapped into it. There each record has a checksum
// of 8 bytes more, and what append() has returned survives the process however it ends; a file
// that a power loss has damaged gives back every event that is whole.
//
// Nothing is allocated after construction, and the arena's pages are touched only as it fills.
// Not thread-safe: one thread owns it.
class event_ring {
  public:
    // The most that a record adds to its content type and payload.
    static constexpr std::size_t record_overhead = 64 + 8 + 7;
    // The least capacity: one largest UDP datagram (65,527 bytes over IPv6).
    static constexpr std::size_t min_capacity = 65'600;
    // The index counts in units of 8 bytes with 32 bits.
    static constexpr std::size_t max_capacity = std::size_t{32} << 30;

    // In memory. `capacity` in bytes, rounded up to 8 and to min_capacity. Throws
    // std::invalid_argument above max_capacity, std::system_error where the memory can't be had.
    explicit event_ring(std::size_t capacity, std::uint64_t id = 0);

    // In a file, with what the file holds already.
    explicit event_ring(std::unique_ptr<events::ring_file> file);

    // In memory and empty, but with each record where a file of this capacity has it, as long as
    // both get the same events from the same place on (see begin_at).
    static event_ring replica(std::size_t capacity, std::uint64_t id);

    event_ring(event_ring&&) noexcept;
    ~event_ring();

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
    // Numbers that a damaged file has lost are passed over. A cursor is valid until the next
    // append.
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
    std::uint64_t held() const { return newest_ + 1 - oldest_ - lost_; }
    std::uint64_t evicted() const { return newest_ - held(); } // the dropped ones too
    std::uint64_t dropped() const { return dropped_; }         // by damage, since the file was made
    std::size_t bytes() const { return bytes_; } // of the held records, headers included
    std::size_t capacity() const { return capacity_; }

    // Which ring this is, as long as its numbers go on: of a file since it was made.
    std::uint64_t id() const { return id_; }

    // The place of a reader that is to go on where it was after a restart (a forwarder): the last
    // event that it is done with, 0 at first. In a file it survives like the events do; where a
    // power loss takes events away it never stands behind the newest one.
    std::uint64_t forwarded() const { return forwarded_; }
    void set_forwarded(std::uint64_t seq);

    // For who copies another ring: forgets everything, and the next record is `seq` at `offset`.
    void begin_at(std::uint64_t seq, std::size_t offset, std::uint16_t lap);

    // Stores a record of `size` bytes (a multiple of 8, room for so many events) that stands for
    // `count` events which are lost. Returns the number of the last one.
    std::uint64_t append_lost(std::uint64_t count, std::size_t size);

    // The same for all numbers up to `newest`, in the least room.
    void lose_until(std::uint64_t newest);

    // The arena's offset behind the newest record.
    std::size_t end() const { return head_; }

  private:
    struct unmap {
        std::size_t size;
        void operator()(std::byte* p) const;
    };

    event_ring(std::size_t capacity, std::size_t overhead, std::uint64_t id);

    std::size_t make_room(std::size_t size);
    std::uint64_t commit(std::size_t offset, std::size_t size, std::uint64_t count);
    void evict_oldest();
    void publish_newest(std::size_t offset);
    void publish_oldest();
    void seal(std::size_t offset);
    void adopt(const events::ring_recovery& found);
    void adopt(const events::ring_run& run);
    void index(std::uint64_t seq, std::uint64_t count, std::size_t offset);
    const events::record_header& header_at(std::size_t offset) const;
    std::size_t skip_end(std::size_t offset) const;
    std::size_t offset_of(std::uint64_t seq) const;
    event read(std::size_t offset) const;

    std::size_t capacity_;
    std::size_t overhead_; // what a record has in front of its body
    std::unique_ptr<events::ring_file> file_;
    std::unique_ptr<std::byte, unmap> memory_; // where there is no file
    std::byte* arena_;                         // in one of the two
    events::ring_state* state_ = nullptr;      // in the file: what survives of the fields below
    std::vector<std::uint32_t> index_;         // of seq / index_step, in units of 8 bytes
    std::uint64_t id_;
    std::uint64_t newest_ = 0;
    std::uint64_t oldest_ = 1;
    std::uint64_t lost_ = 0; // of the numbers from oldest_ to newest_
    std::uint64_t dropped_ = 0;
    std::uint64_t forwarded_ = 0;
    std::size_t head_ = 0; // where the next record goes, if it fits before the end
    std::size_t tail_ = 0; // where the oldest record is
    std::size_t bytes_ = 0;
    std::uint16_t lap_ = 0; // how often the ring began at the arena's start again
};

} // namespace gateway
