#include "web/live_hub.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <iterator>

#include "export/event_writer.hpp"

namespace gateway::web {
namespace {

// Streams that keep up find every frame in it; those behind render for themselves.
constexpr std::size_t max_kept = 256 * 1024;

} // namespace

void append_frame(std::string& out, const event& e) {
    fmt::format_to(std::back_inserter(out), FMT_COMPILE("id: {}\ndata: "), e.seq);
    exporting::append_json(out, e);
    out += "\n\n";
}

void live_hub::append_frame(std::string& out, const event& e) {
    const std::uint64_t next = first_ + ends_.size();
    if (e.seq < first_) return web::append_frame(out, e);
    if (e.seq >= next) {
        if (e.seq > next || frames_.size() > max_kept) {
            frames_.clear();
            ends_.clear();
            first_ = e.seq;
        }
        ends_.push_back(frames_.size());
        try {
            web::append_frame(frames_, e);
            ends_.back() = frames_.size();
        } catch (...) { // a part of a frame is none
            frames_.resize(ends_.back());
            ends_.pop_back();
            throw;
        }
    }
    const std::size_t at = e.seq - first_;
    const std::size_t start = at == 0 ? 0 : ends_[at - 1];
    out.append(frames_, start, ends_[at] - start);
}

} // namespace gateway::web
