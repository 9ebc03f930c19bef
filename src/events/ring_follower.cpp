#include "events/ring_follower.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include "events/capture_prefix.hpp"
#include "events/ring_head.hpp"
#include "events/ring_recovery.hpp"
#include "text/escape.hpp"

namespace gateway::events {
namespace {

// What is taken in at a time: about a millisecond's work.
constexpr std::size_t slice_bytes = std::size_t{1} << 20;

int open_to_read(const std::string& path, const std::string& name) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd >= 0) return fd;
    throw std::system_error(errno, std::generic_category(),
                            fmt::format("can't open the ring file {}", name));
}

ring_head read_finished_head(int fd, const std::string& name) {
    const ring_head head = read_head(fd, name);
    if (head.finished != 0) return head;
    throw std::runtime_error(
        fmt::format("the ring file {} is still being made: try again when its gateway is ready, or "
                    "start a gateway on it",
                    name));
}

} // namespace

ring_follower::ring_follower(const std::string& path)
    : name_(text::printable(path)),
      file_(open_to_read(path, name_)),
      head_(read_finished_head(file_.get(), name_)),
      arena_(file_.get(), name_, head_.capacity) {}

void ring_follower::check_size(std::size_t size) const {
    check_capacity(head_, size, name_);
}

ring_state ring_follower::read_state() const {
    ring_state state;
    read_file(file_.get(), name_, &state, sizeof state, state_offset);
    return state;
}

bool ring_follower::has_writer() const {
    struct flock whole {};
    whole.l_type = F_RDLCK;
    whole.l_whence = SEEK_SET;
    return ::fcntl(file_.get(), F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
}

event_ring ring_follower::copy() {
    event_ring ring = event_ring::replica(head_.capacity, head_.id);
    // What a gateway writes to is in order, and moves; else nobody has mended it yet.
    if (!has_writer()) recover_into(ring);
    const std::uint64_t newest = read_state().newest;
    // Where the writer is faster, what is missing comes later.
    std::size_t slices = 2 * head_.capacity / slice_bytes + 16;
    while (ring.newest() < newest && slices-- != 0 && follow(ring)) continue;
    return ring;
}

// As ring_file and event_ring do it, in the copy instead of in the file.
void ring_follower::recover_into(event_ring& ring) {
    found_ = recover(arena_, read_state(), head_.secret);
    ring.begin_at(found_.newest + 1, 0, found_.lap);
    if (found_.runs.empty()) return;
    const ring_run& oldest = found_.runs.front();
    ring.begin_at(oldest.first, oldest.offset, oldest.lap);
    for (const ring_run& run : found_.runs) {
        if (run.lost) ring.append_lost(run.last + 1 - run.first, run.end - run.offset);
        for (std::size_t offset = run.offset; !run.lost && offset < run.end;) {
            const auto h = sealed_record(arena_, offset, head_.secret);
            // Else somebody has begun to write just now: follow() sees to it.
            if (!h || h->seq != ring.newest() + 1) return;
            offset += take(ring, *h, offset);
        }
    }
    ring.lose_until(found_.newest);
}

bool ring_follower::follow(event_ring& ring) {
    const ring_state state = read_state();
    if (state.newest == ring.newest()) return false;
    arena_.forget();
    // New here, or overtaken; or it is not the ring that it was.
    if (state.oldest > ring.newest() + 1 || state.newest < ring.newest() || ring.newest() == 0) {
        begin_again(ring, state);
    }
    std::size_t taken = 0;
    while (taken < slice_bytes && ring.newest() < state.newest) {
        const auto size = take_next(ring);
        if (size == 0) {
            // Overwritten meanwhile, as a rule: the next call knows. If not, its place is unknown.
            if (std::exchange(lagging_, !lagging_)) begin_again(ring, state);
            return false;
        }
        lagging_ = false;
        taken += size;
    }
    return ring.newest() < state.newest;
}

// From the oldest record on that is there. The writer may be overwriting the first ones just now.
void ring_follower::begin_again(event_ring& ring, const ring_state& state) {
    if (state.oldest > state.newest || state.tail > arena_.capacity()) return;
    const std::size_t end = std::min(arena_.capacity(), state.tail + slice_bytes);
    for (std::size_t offset = state.tail; offset < end;) {
        const auto h = sealed_record(arena_, offset, head_.secret);
        if (h && h->seq >= state.oldest && h->seq <= state.newest) {
            return ring.begin_at(h->seq, offset, h->lap);
        }
        offset += h ? record_size(file_overhead, *h) : record_alignment;
    }
}

// The size of the record that was taken, 0 where what should follow is not there.
std::size_t ring_follower::take_next(event_ring& ring) {
    for (const std::size_t offset : {ring.end(), std::size_t{0}}) {
        const auto h = sealed_record(arena_, offset, head_.secret);
        if (h && h->seq == ring.newest() + 1) return take(ring, *h, offset);
    }
    return 0;
}

std::size_t ring_follower::take(event_ring& ring, const record_header& h, std::size_t offset) {
    const std::size_t size = record_size(file_overhead, h);
    if (h.via == via_lost) {
        ring.append_lost(event_count(h), size);
        return size;
    }
    const std::byte* const record = arena_.at(offset, file_overhead + body_size(h));
    const std::string_view body{reinterpret_cast<const char*>(record + file_overhead),
                                body_size(h)};
    event_fields e;
    e.time_ns = h.time_ns;
    e.via = h.via;
    e.source = {h.source, h.source_scope, h.source_port};
    e.local = {h.local, 0, h.local_port};
    e.content_type = body.substr(0, h.content_type_size);
    e.payload = body.substr(h.content_type_size);
    if (e.via == via::capture) take_capture_prefix(e);
    ring.append(e);
    return size;
}

} // namespace gateway::events
