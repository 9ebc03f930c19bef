// The part of a connection that receives requests, and answers them without a coroutine while that
// is enough.
#include <algorithm>
#include <asio/buffer.hpp>
#include <exception>
#include <utility>

#include "net/http_connection.hpp"

namespace gateway::net {
namespace {

// How often a client that had sent nothing yet is waited for before it is looked at again: twice as
// often each time, up to this.
constexpr unsigned max_waits_after_miss = 16;

} // namespace

// The phase of one that waits for bytes.
connection_phase http_connection::receiving_phase() const {
    if (parser_.state() == http::parse_state::body) return connection_phase::body;
    const bool begun = parser_.has_begun() || !socket_.is_established();
    return begun ? connection_phase::head : connection_phase::idle;
}

bool http_connection::is_over() const {
    return expired_ || (stopping_ && phase_ == connection_phase::idle);
}

// Waits for bytes, which become input_; false where none will come. True with was_answered_ where
// they were answered meanwhile and there is more to do for that.
loop::awaitable<bool> http_connection::receive() {
    for (;;) {
        if (const connection_phase now = receiving_phase(); now != phase_) enter(now);
        std::string{}.swap(unread_); // used up: an idle connection owns no buffer
        if (is_over()) co_return false;
        // While the others have their turn a busy client sends its next request: looking for it
        // then is cheaper than a wait, which needs a call to epoll_ctl. Not so with a calm one.
        if (waits_before_look_ == 0) {
            co_await be_looked_at();
            if (was_answered_) co_return true;
        } else {
            --waits_before_look_;
            const auto [ec] = co_await socket_.wait_to_read(loop::result);
            if (ec) co_return false;
            if (!is_over()) read_input();
        }
        if (is_over() || has_gone_) co_return false;
        if (!input_.empty()) co_return true;
    }
}

// Reads what there is. Where there is nothing, has_gone_ tells whether there will be.
void http_connection::read_input() {
    asio::error_code failure;
    const bool body = parser_.state() == http::parse_state::body;
    const std::size_t most = body ? context_.input.size() : most_ahead;
    const std::size_t n = socket_.read_some(asio::buffer(context_.input, most), failure);
    input_ = {context_.input.data(), n};
    if (failure == asio::error::would_block) {
        waits_before_look_ = waits_after_miss_;
        waits_after_miss_ = std::min(2 * waits_after_miss_, max_waits_after_miss);
    } else if (failure) {
        has_gone_ = true;
    }
}

// Waits while look() is called, turn after turn, and says true.
loop::awaitable<void> http_connection::be_looked_at() {
    context_.looks.add(*this);
    looks_ = true;
    wake_.expires_at(time_point::max());
    const auto [ec] = co_await wake_.async_wait(loop::result);
    if (looks_) context_.looks.remove(*this); // it was somebody else who woke it
    looks_ = false;
    if (ec != asio::error::operation_aborted) has_gone_ = true; // no memory to wait with
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    if (was_answered_ && !stream_ && !file_) input_ = unread_;
}

// Nearly all requests have come whole, and the kernel takes their answers at once: then the
// coroutine has nothing to do, and is not resumed.
bool http_connection::look() noexcept {
    try {
        if (!is_over()) read_input();
        if (!input_.empty()) {
            waits_after_miss_ = 1;
            was_answered_ = answer_input();
            has_gone_ = !was_answered_;
            const bool all = was_answered_ && !closing_ && !stream_ && !file_ && input_.empty() &&
                             unwritten_.empty() && !parser_.has_begun() &&
                             parser_.state() == http::parse_state::head;
            was_answered_ &= !all;
            if (all) enter(connection_phase::idle);
            if (all && !stopping_) return true;
            if (!stream_ && !file_) keep_input();
        }
    } catch (...) {
        failure_ = std::current_exception();
    }
    looks_ = false;
    wake_.cancel();
    return false;
}

void http_connection::wait_alone() noexcept {
    looks_ = false;
    waits_before_look_ = waits_after_miss_;
    wake_.cancel();
}

} // namespace gateway::net
