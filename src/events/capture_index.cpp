#include "events/capture_index.hpp"

#include <algorithm>
#include <new>

namespace gateway::events {

capture_index::capture_index(const event_ring& ring, std::uint64_t seed, std::size_t limit)
    : ring_(ring), key_{seed, ~seed}, limit_(limit) {}

void capture_index::add(std::string_view url, std::int64_t captured_s, std::uint64_t seq) noexcept {
    if (entries_.size() == limit_) {
        if (!has_evicted()) ++forgotten_;
        drop_oldest();
    }
    try {
        insert({text::keyed_hash(url, key_), captured_s, seq});
    } catch (const std::bad_alloc&) {
        ++forgotten_;
    }
}

void capture_index::insert(const entry& e) {
    const run_list::place place = find(e);
    const auto number = static_cast<std::uint32_t>(first_ + entries_.size());
    entries_.push_back(e);
    try {
        order_.insert(place, number);
    } catch (...) {
        entries_.pop_back();
        throw;
    }
}

void capture_index::drop_oldest() {
    order_.erase(find(entries_.front()));
    entries_.pop_front();
    ++first_;
}

void capture_index::rebuild() {
    entries_.clear();
    order_.clear();
    for (auto c = ring_.from(0); const auto e = c.next();) {
        if (e->via == via::capture) add(e->url, e->captured_s, e->seq);
    }
}

run_list::place capture_index::find(const entry& first_not_before) const {
    return order_.find([&](std::uint32_t number) { return at(number) < first_not_before; });
}

std::size_t capture_index::findable() const {
    const auto held = std::partition_point(entries_.begin(), entries_.end(),
                                           [&](const entry& e) { return e.seq < ring_.oldest(); });
    return static_cast<std::size_t>(entries_.end() - held);
}

// Two URLs may have the same hash, and the event may be evicted.
bool capture_index::is_of(const entry& e, std::string_view url) const {
    const auto event = ring_.find(e.seq);
    return event && event->url == url;
}

std::optional<capture_index::found> capture_index::at_or_before(std::string_view url,
                                                                std::int64_t time_s) const {
    const std::uint64_t hash = text::keyed_hash(url, key_);
    const entry last{hash, time_s, std::numeric_limits<std::uint64_t>::max()};
    for (auto p = find(last); p != order_.begin();) {
        p = order_.previous(p);
        const entry& e = at(order_[p]);
        if (e.url != hash) break;
        if (is_of(e, url)) return found{e.captured_s, e.seq};
    }
    return std::nullopt;
}

std::optional<capture_index::found> capture_index::after(std::string_view url,
                                                         std::int64_t time_s) const {
    const std::uint64_t hash = text::keyed_hash(url, key_);
    const entry last{hash, time_s, std::numeric_limits<std::uint64_t>::max()};
    for (auto p = find(last); p != order_.end(); p = order_.next(p)) {
        const entry& e = at(order_[p]);
        if (e.url != hash) break;
        if (is_of(e, url)) return at_or_before(url, e.captured_s);
    }
    return std::nullopt;
}

} // namespace gateway::events
