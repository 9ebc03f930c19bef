#include "web/live_hub.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "export/event_writer.hpp"
#include "http/chunk.hpp"

namespace gateway::web {
namespace {

// Streams that keep up find every frame in it; those behind render for themselves.
constexpr std::size_t max_kept = 256 * 1024;
constexpr std::size_t part_size = 32 * 1024;

} // namespace

void append_frame(std::string& out, const event& e) {
    fmt::format_to(std::back_inserter(out), FMT_COMPILE("id: {}\ndata: "), e.seq);
    exporting::append_json(out, e);
    out += "\n\n";
}

void live_hub::append_frame(std::string& out, const event& e) {
    if (e.seq < first_) return web::append_frame(out, e);
    if (e.seq >= next()) add(e);
    const std::size_t start = start_of(e.seq), end = ends_[e.seq - first_];
    out += http::chunk_content(std::string_view{chunks_}.substr(start, end - start));
}

std::string_view live_hub::chunks_behind(std::uint64_t cursor, const event_ring& ring) {
    if (cursor + 1 < first_ || cursor >= ring.newest()) return {};
    if (cursor + 1 > next()) begin_at(cursor + 1);
    for (auto c = ring.from(next()); next() <= ring.newest();) {
        if (chunks_.size() - start_of(cursor + 1) > part_size) return {};
        const auto e = c.next();
        if (!e || e->seq != next()) return {}; // a damaged file has lost some
        add(*e);
        if (cursor + 1 < first_) return {};
    }
    const std::string_view part = std::string_view{chunks_}.substr(start_of(cursor + 1));
    return part.size() <= part_size ? part : std::string_view{};
}

void live_hub::begin_at(std::uint64_t seq) {
    chunks_.clear();
    ends_.clear();
    first_ = seq;
}

std::size_t live_hub::start_of(std::uint64_t seq) const {
    return seq == first_ ? 0 : ends_[seq - first_ - 1];
}

void live_hub::add(const event& e) {
    if (e.seq > next()) begin_at(e.seq);
    if (chunks_.size() > max_kept) forget_older_half();
    const std::size_t start = chunks_.size();
    ends_.push_back(start);
    try {
        http::begin_chunk(chunks_);
        web::append_frame(chunks_, e);
        http::end_chunk(chunks_, start);
        ends_.back() = chunks_.size();
    } catch (...) { // a part of a frame is none
        chunks_.resize(start);
        ends_.pop_back();
        throw;
    }
}

void live_hub::forget_older_half() {
    const auto last = std::lower_bound(ends_.begin(), ends_.end(), chunks_.size() / 2);
    const std::size_t size = *last;
    first_ += static_cast<std::uint64_t>(last + 1 - ends_.begin());
    ends_.erase(ends_.begin(), last + 1);
    for (std::size_t& end : ends_) end -= size;
    chunks_.erase(0, size);
}

} // namespace gateway::web
