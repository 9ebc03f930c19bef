#include "gateway/event_ring.hpp"

#include <algorithm>
#include <cstring>

#include "events/capture_prefix.hpp"
#include "events/ring_file.hpp"
#include "events/ring_format.hpp"

namespace gateway {
namespace {

constexpr std::uint64_t index_step = 16;

} // namespace

bool event_ring::fits(std::size_t payload_size) const {
    return payload_size <= capacity_ &&
           events::record_size(overhead_, 255 + payload_size) <= capacity_;
}

std::uint64_t event_ring::append(const event_fields& f) {
    const std::string_view content_type = f.content_type.substr(0, 255);
    if (f.payload.size() > capacity_) return 0;
    const std::size_t prefix = events::capture_prefix_size(f);
    const std::size_t size =
        events::record_size(overhead_, content_type.size() + prefix + f.payload.size());
    if (size > capacity_ || f.url.size() > events::max_captured_url) return 0;

    const std::size_t offset = make_room(size);
    std::byte* const at = arena_ + offset;
    auto& h = *new (at) events::record_header;
    h.seq = newest_ + 1;
    h.time_ns = f.time_ns;
    h.payload_size = static_cast<std::uint32_t>(prefix + f.payload.size());
    h.content_type_size = static_cast<std::uint8_t>(content_type.size());
    h.via = f.via;
    h.source_port = f.source.port;
    h.local_port = f.local.port;
    h.lap = lap_;
    h.source_scope = f.source.scope;
    h.source = f.source.address;
    h.local = f.local.address;
    std::byte* const body = at + overhead_;
    if (!content_type.empty()) std::memcpy(body, content_type.data(), content_type.size());
    if (prefix != 0) events::write_capture_prefix(body + content_type.size(), f);
    if (!f.payload.empty()) {
        std::memcpy(body + content_type.size() + prefix, f.payload.data(), f.payload.size());
    }
    return commit(offset, size, 1);
}

std::uint64_t event_ring::append_lost(std::uint64_t count, std::size_t size) {
    const std::size_t offset = make_room(size);
    *new (arena_ + offset) events::record_header =
        events::lost_record(newest_ + 1, count, size, lap_);
    lost_ += count;
    dropped_ += count;
    return commit(offset, size, count);
}

// The record at `offset` is complete: from here on it is stored.
std::uint64_t event_ring::commit(std::size_t offset, std::size_t size, std::uint64_t count) {
    const std::uint64_t first = newest_ + 1;
    newest_ += count;
    index(first, count, offset);
    bytes_ += size;
    head_ = offset + size;
    if (state_ != nullptr) publish_newest(offset);
    return newest_;
}

void event_ring::index(std::uint64_t seq, std::uint64_t count, std::size_t offset) {
    for (std::uint64_t at = (seq + index_step - 1) / index_step; at * index_step < seq + count;
         ++at) {
        index_[at % index_.size()] = static_cast<std::uint32_t>(offset / events::record_alignment);
    }
}

// Evicts what is in the way and returns where a record of `size` goes.
std::size_t event_ring::make_room(std::size_t size) {
    for (;;) {
        if (oldest_ > newest_) { // nothing is in the way
            const bool fits_here = capacity_ - head_ >= size;
            if (!fits_here) ++lap_;
            tail_ = fits_here ? head_ : 0;
            if (state_ != nullptr) publish_oldest();
            return tail_;
        }
        if (head_ > tail_) { // free: the end, and what lies before the oldest record
            if (capacity_ - head_ >= size) return head_;
            if (tail_ >= size) {
                if (head_ < capacity_) new (arena_ + head_) std::uint64_t{0};
                ++lap_;
                return 0;
            }
        } else if (tail_ - head_ >= size) { // free: the gap between newest and oldest
            return head_;
        }
        evict_oldest();
    }
}

void event_ring::evict_oldest() {
    const events::record_header& h = header_at(tail_);
    const std::size_t size = events::record_size(overhead_, h);
    const std::uint64_t count = events::event_count(h);
    if (h.via == events::via_lost) lost_ -= count;
    bytes_ -= size;
    oldest_ += count;
    tail_ += size;
    // Behind the newest record nothing is written yet that could be looked at.
    if (oldest_ <= newest_) tail_ = skip_end(tail_);
    if (state_ != nullptr) publish_oldest();
}

const events::record_header& event_ring::header_at(std::size_t offset) const {
    return *reinterpret_cast<const events::record_header*>(arena_ + offset);
}

// `offset`, or the arena's start where no record follows at `offset`.
std::size_t event_ring::skip_end(std::size_t offset) const {
    return offset == capacity_ || header_at(offset).seq == 0 ? 0 : offset;
}

// Of the record that has this number, which is not evicted.
std::size_t event_ring::offset_of(std::uint64_t seq) const {
    const std::uint64_t indexed = seq / index_step * index_step;
    std::size_t offset = tail_;
    if (indexed >= oldest_) {
        offset =
            std::size_t{index_[indexed / index_step % index_.size()]} * events::record_alignment;
    }
    for (;;) {
        const events::record_header& h = header_at(offset);
        if (seq < h.seq + events::event_count(h)) return offset;
        offset = skip_end(offset + events::record_size(overhead_, h));
    }
}

event event_ring::read(std::size_t offset) const {
    const events::record_header& h = header_at(offset);
    const char* const body = reinterpret_cast<const char*>(arena_ + offset + overhead_);
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
    const std::size_t offset = offset_of(seq);
    if (header_at(offset).via == events::via_lost) return std::nullopt;
    return read(offset);
}

event_ring::cursor event_ring::from(std::uint64_t seq) const {
    seq = std::max(seq, oldest_);
    return {*this, seq, seq <= newest_ ? offset_of(seq) : 0};
}

std::optional<event> event_ring::cursor::next() {
    while (seq_ <= ring_->newest_) {
        const std::size_t offset = offset_;
        const events::record_header& h = ring_->header_at(offset);
        seq_ = h.seq + events::event_count(h);
        if (seq_ <= ring_->newest_) {
            offset_ = ring_->skip_end(offset + events::record_size(ring_->overhead_, h));
        }
        if (h.via != events::via_lost) return ring_->read(offset);
    }
    return std::nullopt;
}

} // namespace gateway
