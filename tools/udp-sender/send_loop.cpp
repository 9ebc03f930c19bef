#include "udp-sender/send_loop.hpp"

#include <algorithm>
#include <stdexcept>

namespace gateway::sender {

using std::chrono::steady_clock;
using state = next_payload::state;

double send_result::rate_achieved() const {
    const std::chrono::duration<double> seconds = duration;
    return seconds.count() > 0 ? static_cast<double>(total.sent) / seconds.count() : 0;
}

double send_result::mbit_per_second() const {
    const std::chrono::duration<double> seconds = duration;
    return seconds.count() > 0 ? static_cast<double>(total.bytes) * 8e-6 / seconds.count() : 0;
}

bool send_result::rate_held() const {
    return !rate || starved || rate_achieved() >= 0.99 * static_cast<double>(*rate);
}

send_loop::send_loop(const send_plan& plan, payload_source& source, transmitter& out,
                     interrupt& stop, progress* shown)
    : plan_(plan), source_(source), out_(out), stop_(stop), progress_(shown) {
    batch_.reserve(transmitter::batch_size);
}

send_result send_loop::run() {
    send_result result;
    start_ = last_send_ = steady_clock::now();
    if (plan_.rate) pacer_.emplace(*plan_.rate, start_);
    if (plan_.duration) deadline_ = start_ + *plan_.duration;
    try {
        send_all();
    } catch (const std::runtime_error& e) {
        send_batch();
        result.failure = e.what();
    }
    if (pacer_) last_send_ = std::max(last_send_, pacer_->next_due());
    out_.collect_reports();
    result.total = out_.total();
    result.ports = out_.ports();
    result.duration = last_send_ - start_;
    result.signal = stop_.signal_number();
    result.starved = starved_;
    result.rate = plan_.rate;
    return result;
}

void send_loop::send_all() {
    while (!stop_.requested()) {
        const steady_time now = steady_clock::now();
        const bool over = deadline_ && now >= *deadline_;
        if (over && !pacer_) break;
        // A paced run wakes up now and then: what was due before the end still goes out.
        fill(over ? *deadline_ - std::chrono::nanoseconds{1} : now);
        const bool idle = batch_.empty();
        send_batch();
        if (progress_ != nullptr) progress_->update(now, out_.total().sent);
        if (over || last_.what == state::end || issued_ == plan_.count) break;
        if (idle) wait(now);
    }
}

void send_loop::send_batch() {
    if (batch_.empty()) return;
    out_.send(batch_);
    batch_.clear();
    last_send_ = steady_clock::now();
}

// Takes from the source what may go out at `now`.
void send_loop::fill(steady_time now) {
    for (std::uint64_t left = room(now); left > 0; --left) {
        last_ = source_.next(scratch_[batch_.size()], now - start_);
        if (last_.what != state::ready) break;
        batch_.push_back(last_.bytes);
        ++issued_;
    }
    if (pacer_) pacer_->issue(batch_.size());
}

std::uint64_t send_loop::room(steady_time now) {
    std::uint64_t room = transmitter::batch_size;
    if (plan_.count) room = std::min(room, *plan_.count - issued_);
    if (pacer_) room = std::min(room, pacer_->due(now));
    return room;
}

// Sleeps until the rate, the capture's timing or the input has the next datagram.
void send_loop::wait(steady_time now) {
    steady_time until = deadline_.value_or(steady_time::max());
    if (pacer_ && pacer_->due(now) == 0) {
        const std::uint64_t left =
            plan_.count.value_or(issued_ + transmitter::batch_size) - issued_;
        stop_.wait(std::min(until, pacer_->wake_time(left)));
    } else if (last_.fd >= 0) {
        starved_ = true;
        stop_.wait(until, last_.fd);
        if (pacer_) pacer_->idle_until(steady_clock::now());
    } else {
        stop_.wait(std::min(until, start_ + last_.due));
    }
}

} // namespace gateway::sender
