#include "gateway/event_ring.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

#include "events/capture_prefix.hpp"

namespace gateway {
namespace {

constexpr std::size_t alignment = 8;
constexpr std::uint64_t index_step = 16;

// One cache line in front of each record's bytes. `seq` is the first field, because a lone zero
// there says that the rest of the arena's end is unused.
struct record_header {
    std::uint64_t seq;
    std::int64_t time_ns;
    std::uint32_t payload_size;
    std::uint8_t content_type_size;
    gateway::via via;
    std::uint16_t source_port;
    std::uint16_t local_port;
    std::uint16_t reserved;
    std::uint32_t source_scope;
    std::array<std::uint8_t, 16> source;
    std::array<std::uint8_t, 16> local;
};
static_assert(sizeof(record_header) == 64);

constexpr std::size_t round_up(std::size_t size) {
    return (size + alignment - 1) / alignment * alignment;
}

constexpr std::size_t record_size(std::size_t content_type_size, std::size_t payload_size) {
    return round_up(sizeof(record_header) + content_type_size + payload_size);
}

std::size_t record_size(const record_header& h) {
    return record_size(h.content_type_size, h.payload_size);
}

const record_header& header_at(const std::byte* at) {
    return *reinterpret_cast<const record_header*>(at);
}

std::size_t checked_capacity(std::size_t capacity) {
    if (capacity > event_ring::max_capacity) {
        throw std::invalid_argument("a ring holds at most 32 GiB");
    }
    return round_up(std::max(capacity, event_ring::min_capacity));
}

std::byte* map_arena(std::size_t size) {
    void* const p = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) {
        throw std::system_error(errno, std::generic_category(),
                                "can't reserve " + std::to_string(size) + " bytes for the ring");
    }
    return static_cast<std::byte*>(p);
}

} // namespace

void event_ring::unmap::operator()(std::byte* p) const {
    ::munmap(p, size);
}

event_ring::event_ring(std::size_t capacity)
    : capacity_(checked_capacity(capacity)),
      arena_(map_arena(capacity_), unmap{capacity_}),
      // As many entries as the smallest records can need, and one for a group cut at both ends.
      index_(capacity_ / sizeof(record_header) / index_step + 2) {}

bool event_ring::fits(std::size_t payload_size) const {
    return payload_size <= capacity_ && record_size(255, payload_size) <= capacity_;
}

std::uint64_t event_ring::append(const event_fields& f) {
    const std::string_view content_type = f.content_type.substr(0, 255);
    if (f.payload.size() > capacity_) return 0;
    const std::size_t prefix = events::capture_prefix_size(f);
    const std::size_t size = record_size(content_type.size(), prefix + f.payload.size());
    if (size > capacity_ || f.url.size() > events::max_captured_url) return 0;

    const std::size_t offset = make_room(size);
    const std::uint64_t seq = ++newest_;
    std::byte* const at = arena_.get() + offset;
    auto& h = *new (at) record_header;
    h.seq = seq;
    h.time_ns = f.time_ns;
    h.payload_size = static_cast<std::uint32_t>(prefix + f.payload.size());
    h.content_type_size = static_cast<std::uint8_t>(content_type.size());
    h.via = f.via;
    h.source_port = f.source.port;
    h.local_port = f.local.port;
    h.reserved = 0;
    h.source_scope = f.source.scope;
    h.source = f.source.address;
    h.local = f.local.address;
    std::byte* const body = at + sizeof h;
    if (!content_type.empty()) std::memcpy(body, content_type.data(), content_type.size());
    if (prefix != 0) events::write_capture_prefix(body + content_type.size(), f);
    if (!f.payload.empty()) {
        std::memcpy(body + content_type.size() + prefix, f.payload.data(), f.payload.size());
    }
    if (seq % index_step == 0) {
        index_[seq / index_step % index_.size()] = static_cast<std::uint32_t>(offset / alignment);
    }
    bytes_ += size;
    head_ = offset + size;
    return seq;
}

// Evicts what is in the way and returns where a record of `size` goes.
std::size_t event_ring::make_room(std::size_t size) {
    for (;;) {
        if (held() == 0) {
            tail_ = 0;
            return 0;
        }
        if (head_ > tail_) { // free: the end, and what lies before the oldest record
            if (capacity_ - head_ >= size) return head_;
            if (tail_ >= size) {
                if (head_ < capacity_) new (arena_.get() + head_) std::uint64_t{0};
                return 0;
            }
        } else if (tail_ - head_ >= size) { // free: the gap between newest and oldest
            return head_;
        }
        evict_oldest();
    }
}

void event_ring::evict_oldest() {
    const std::size_t size = record_size(header_at(arena_.get() + tail_));
    bytes_ -= size;
    ++oldest_;
    tail_ += size;
    // Behind the newest record nothing is written yet that could be looked at.
    if (held() != 0) tail_ = skip_end(tail_);
}

// `offset`, or the arena's start where no record follows at `offset`.
std::size_t event_ring::skip_end(std::size_t offset) const {
    return offset == capacity_ || header_at(arena_.get() + offset).seq == 0 ? 0 : offset;
}

// Of a stored event.
std::size_t event_ring::offset_of(std::uint64_t seq) const {
    const std::uint64_t indexed = seq / index_step * index_step;
    std::uint64_t at = oldest_;
    std::size_t offset = tail_;
    if (indexed >= oldest_) {
        at = indexed;
        offset = std::size_t{index_[indexed / index_step % index_.size()]} * alignment;
    }
    for (; at != seq; ++at) {
        offset = skip_end(offset + record_size(header_at(arena_.get() + offset)));
    }
    return offset;
}

event event_ring::read(std::size_t offset) const {
    const std::byte* const at = arena_.get() + offset;
    const record_header& h = header_at(at);
    const char* const body = reinterpret_cast<const char*>(at + sizeof h);
    event e;
    e.seq = h.seq;
    e.time_ns = h.time_ns;
    e.via = h.via;
    e.source = {h.source, h.source_scope, h.source_port};
    e.local = {h.local, 0, h.local_port};
    e.content_type = {body, h.content_type_size};
    e.payload = {body + h.content_type_size, h.payload_size};
    if (e.via == via::capture) events::take_capture_prefix(e);
    return e;
}

std::optional<event> event_ring::find(std::uint64_t seq) const {
    if (seq < oldest_ || seq > newest_) return std::nullopt;
    return read(offset_of(seq));
}

event_ring::cursor event_ring::from(std::uint64_t seq) const {
    seq = std::max(seq, oldest_);
    return {*this, seq, seq <= newest_ ? offset_of(seq) : 0};
}

std::optional<event> event_ring::cursor::next() {
    if (seq_ > ring_->newest_) return std::nullopt;
    const event e = ring_->read(offset_);
    if (seq_ != ring_->newest_) {
        const record_header& h = header_at(ring_->arena_.get() + offset_);
        offset_ = ring_->skip_end(offset_ + record_size(h));
    }
    ++seq_;
    return e;
}

} // namespace gateway
