#include "web/live_stream.hpp"

namespace gateway::web {
namespace {

constexpr std::size_t part_size = 32 * 1024;

} // namespace

live_stream::live_stream(const event_ring& ring, live_hub& hub, counters& counts,
                         events::event_filter filter, std::uint64_t cursor,
                         steady_clock_function clock, const endpoint& client, std::int64_t since_ns,
                         const stream_form& form)
    : ring_(ring),
      hub_(hub),
      counts_(counts),
      form_(form),
      shares_(filter.is_open() && &form == &stream_form_of(event_format::sse)),
      reader_(hub.readers().add(client, since_ns)),
      clock_(std::move(clock)),
      search_(std::move(filter)),
      cursor_(cursor) {
    ++counts_.http_streams;
    ++counts_.http_open_streams;
}

live_stream::~live_stream() {
    --counts_.http_open_streams;
    hub_.readers().remove(reader_);
}

http::body_stream::progress live_stream::produce(std::string& out, time_point now) {
    if (last_sent_ == time_point::min()) last_sent_ = now;
    const std::size_t start = out.size();
    if (!begun_) out += form_.header;
    begun_ = true;
    append_gap(out, ring_.oldest());
    work_slice slice{clock_, now, counts_.http_open_exports};
    const bool all = append_events(out, slice);
    if (all && out.size() == start && now >= wake_at()) out += form_.keep_alive;
    if (out.size() != start) last_sent_ = now;
    return all ? progress::wait : progress::more;
}

// Tells of the events in front of `next` that this reader did not get.
void live_stream::append_gap(std::string& out, std::uint64_t next) {
    if (cursor_ + 1 >= next) return;
    const stream_gap gap{cursor_ + 1, next - 1};
    form_.append_gap(out, gap);
    counts_.stream_skipped += gap.lost();
    reader_->skipped += gap.lost();
    cursor_ = next - 1;
    search_.forget();
}

// Appends the next part; true when the newest event was looked at.
bool live_stream::append_events(std::string& out, work_slice& slice) {
    if (cursor_ >= ring_.newest()) return true;
    const std::size_t start = out.size();
    for (auto c = ring_.from(cursor_ + 1); cursor_ < ring_.newest();) {
        const auto e = c.next();
        append_gap(out, e ? e->seq : ring_.newest() + 1); // a damaged file has lost some
        if (!e) break;
        const auto match = search_.matches(*e, slice);
        if (!match) break;
        cursor_ = e->seq;
        if (*match) {
            // A filtered reader is ahead of the others: its frames would push out theirs.
            const std::size_t before = out.size();
            shares_ ? hub_.append_frame(out, *e) : form_.append(out, *e);
            if (out.size() != before)
                ++unconfirmed_; // a capture of packets has no place for a POST
        }
        if (out.size() - start > part_size || slice.is_over(cost_of(*e))) break;
    }
    return cursor_ >= ring_.newest();
}

std::optional<std::string_view> live_stream::shared_chunks(time_point now) {
    if (!shares_) return std::nullopt;
    if (cursor_ >= ring_.newest()) return std::string_view{};
    const std::string_view part = hub_.chunks_behind(cursor_, ring_);
    if (part.empty()) return std::nullopt;
    unconfirmed_ += ring_.newest() - cursor_;
    cursor_ = ring_.newest();
    last_sent_ = now;
    return part;
}

http::body_stream::time_point live_stream::wake_at() const {
    return form_.keep_alive.empty() ? time_point::max() : last_sent_ + heartbeat;
}

void live_stream::written() {
    counts_.stream_delivered += unconfirmed_;
    reader_->delivered += unconfirmed_;
    unconfirmed_ = 0;
}

} // namespace gateway::web
