#include "forward/delivery_window.hpp"

namespace gateway::forward {

void delivery_window::push(std::uint64_t seq) {
    open_.push_back({seq, seq, outcome::open});
    last_ = seq;
}

void delivery_window::take_back() {
    last_ = open_.back().seq - 1;
    open_.pop_back();
}

void delivery_window::skip_to(std::uint64_t seq) {
    last_ = seq;
    if (open_.empty()) {
        cursor_ = seq;
    } else {
        open_.back().through = seq;
    }
}

delivery_window::passed delivery_window::settle(std::uint64_t ticket, outcome how) {
    passed p;
    if (ticket < first_ticket_ || ticket >= next_ticket()) return p;
    open_[ticket - first_ticket_].how = how;
    while (!open_.empty() && open_.front().how != outcome::open) {
        const entry& done = open_.front();
        ++(done.how == outcome::acknowledged ? p.acknowledged : p.refused);
        cursor_ = done.through;
        open_.pop_front();
        ++first_ticket_;
    }
    return p;
}

std::uint64_t delivery_window::rewind() {
    std::uint64_t skipped = 0;
    for (const entry& e : open_) skipped += e.through - e.seq;
    first_ticket_ += open_.size();
    open_.clear();
    last_ = cursor_;
    return skipped;
}

} // namespace gateway::forward
