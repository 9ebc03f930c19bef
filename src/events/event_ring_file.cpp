// How a ring begins, and the part of it that has to do with its file.
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <string>
#include <system_error>

#include "events/ring_file.hpp"
#include "events/ring_format.hpp"
#include "gateway/event_ring.hpp"

namespace gateway {
namespace {

std::byte* map_arena(std::size_t size) {
    void* const p = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) {
        throw std::system_error(errno, std::generic_category(),
                                "can't reserve " + std::to_string(size) + " bytes for the ring");
    }
    return static_cast<std::byte*>(p);
}

// As many entries as the smallest records can need, and one for a group cut at both ends.
std::size_t index_entries(std::size_t capacity) {
    return capacity / sizeof(events::record_header) / 16 + 2;
}

// One store that nothing written before it can come after.
void publish(std::uint64_t& field, std::uint64_t value) {
    std::atomic_ref(field).store(value, std::memory_order_release);
}

} // namespace

void event_ring::unmap::operator()(std::byte* p) const {
    ::munmap(p, size);
}

event_ring::event_ring(std::size_t capacity, std::size_t overhead, std::uint64_t id)
    : capacity_(events::ring_capacity(capacity)),
      overhead_(overhead),
      memory_(map_arena(capacity_), unmap{capacity_}),
      arena_(memory_.get()),
      index_(index_entries(capacity_)),
      id_(id) {}

event_ring::event_ring(std::size_t capacity, std::uint64_t id)
    : event_ring(capacity, events::memory_overhead, id) {}

event_ring event_ring::replica(std::size_t capacity, std::uint64_t id) {
    return {capacity, events::file_overhead, id};
}

event_ring::event_ring(std::unique_ptr<events::ring_file> file)
    : capacity_(file->capacity()),
      overhead_(events::file_overhead),
      file_(std::move(file)),
      memory_(nullptr, unmap{0}),
      arena_(file_->arena()),
      index_(index_entries(capacity_)),
      id_(file_->id()) {
    adopt(file_->found());
}

event_ring::event_ring(event_ring&&) noexcept = default;
event_ring::~event_ring() = default;

void event_ring::set_forwarded(std::uint64_t seq) {
    forwarded_ = seq;
    if (state_ != nullptr) publish(state_->forwarded, seq);
}

void event_ring::begin_at(std::uint64_t seq, std::size_t offset, std::uint16_t lap) {
    oldest_ = seq;
    newest_ = seq - 1;
    lost_ = 0;
    head_ = tail_ = offset;
    bytes_ = 0;
    lap_ = lap;
}

void event_ring::seal(std::size_t offset) {
    std::byte* const at = arena_ + offset;
    const std::size_t body_size = events::body_size(header_at(offset));
    *new (at + sizeof(events::record_header)) events::record_seal =
        events::seal_of(at, at + overhead_, body_size, events::seal_key(file_->secret(), offset));
}

// The record's bytes are all there: seals it, and then it is stored by one store.
void event_ring::publish_newest(std::size_t offset) {
    seal(offset);
    publish(state_->lap, lap_);
    publish(state_->newest, newest_);
}

// Before any of the evicted bytes are written to.
void event_ring::publish_oldest() {
    publish(state_->oldest, oldest_);
    publish(state_->tail, tail_);
    std::atomic_thread_fence(std::memory_order_release);
}

void event_ring::lose_until(std::uint64_t newest) {
    while (newest_ < newest) { // to the arena's end, then at its start
        const std::uint64_t lost = newest - newest_, room = (capacity_ - head_) / overhead_;
        const std::uint64_t count = room == 0 ? lost : std::min(lost, room);
        append_lost(count, count * overhead_);
        if (file_ != nullptr) seal(head_ - count * overhead_);
    }
}

// Takes over what the file holds, mends it where events are lost, and publishes the result.
void event_ring::adopt(const events::ring_recovery& found) {
    const auto& runs = found.runs;
    begin_at(found.newest + 1, 0, found.lap);
    if (!runs.empty()) begin_at(runs.front().first, runs.front().offset, runs.front().lap);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        lap_ = runs[i].lap;
        adopt(runs[i]);
        const bool ends_lap = i + 1 < runs.size() && runs[i + 1].lap != lap_;
        if (ends_lap && head_ < capacity_) new (arena_ + head_) std::uint64_t{0};
    }
    lose_until(found.newest);
    // What stood for lost events may be damaged in its turn: nothing is dropped twice.
    dropped_ = std::min(found.dropped_before + found.dropped, evicted());
    forwarded_ = found.forwarded;
    state_ = &file_->state();
    publish(state_->dropped, dropped_);
    publish(state_->forwarded, forwarded_);
    publish(state_->lap, lap_);
    publish_oldest();
    publish(state_->newest, newest_);
}

void event_ring::adopt(const events::ring_run& run) {
    if (run.lost) {
        const std::uint64_t count = run.last + 1 - run.first;
        *new (arena_ + run.offset) events::record_header =
            events::lost_record(run.first, count, run.end - run.offset, run.lap);
        seal(run.offset);
    }
    for (std::size_t offset = run.offset; offset != run.end; offset = head_) {
        const events::record_header& h = header_at(offset);
        if (h.via == events::via_lost) lost_ += events::event_count(h);
        commit(offset, events::record_size(overhead_, h), events::event_count(h));
    }
}

} // namespace gateway
