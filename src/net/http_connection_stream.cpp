// The part of a connection that sends a body_stream and notices its client's departure meanwhile.
#include <spdlog/logger.h>

#include <algorithm>
#include <asio/buffer.hpp>
#include <exception>
#include <functional>
#include <memory>

#include "http/chunk.hpp"
#include "net/http_connection.hpp"

namespace gateway::net {
namespace {

// What is read of a client while a stream is on its way to it. The rest waits in the kernel; the
// client's departure is then noticed by the next write.
constexpr std::size_t max_unread = 8 * 1024;
// How often is looked for a client from which nothing is read, in work that ends with it.
constexpr std::chrono::milliseconds look_interval{25};

} // namespace

// However the stream ends, by an exception too: nobody watches the client any more.
loop::awaitable<bool> http_connection::send_stream() {
    std::exception_ptr failure;
    bool whole = false;
    try {
        whole = co_await send_parts();
    } catch (...) {
        failure = std::current_exception();
    }
    stream_.reset();
    if (whole) work_.clear();
    stop_watching();
    input_ = unread_;
    if (failure) std::rethrow_exception(failure);
    co_return whole;
}

loop::awaitable<bool> http_connection::send_parts() {
    using progress = http::body_stream::progress;
    if (unread_.size() < max_unread) watch_client();
    const std::function<void()> wake = [this] { wake_.cancel(); };
    const bool wakes_itself = stream_->wake_by(wake);
    bool connected = unwritten_.empty() || co_await write_rest();
    if (connected) stream_->written(); // the part that went with the head
    progress p = progress::more;
    while (connected && p != progress::done) {
        enter(connection_phase::streaming);
        p = produce_part();
        // A client that has ended its side is served what there is, but not waited with.
        const bool served = (stopping_ || half_closed_) && p == progress::wait && !wakes_itself;
        if (served) p = progress::done;
        if (p == progress::done && chunked_) append_end();
        connected = write_output();
        const bool all_taken = unwritten_.empty();
        if (connected && !all_taken) connected = co_await write_rest();
        if (!connected) break;
        stream_->written();
        enter(connection_phase::streaming);
        if (p == progress::more) {
            const auto [no_turn] = co_await loop::next_turn();
            if (no_turn) break;
        }
        // While a write waited, something may have been stored that nobody was woken for.
        if (p == progress::wait && all_taken) co_await wait_for_more(wakes_itself);
        connected = socket_.tcp().is_open() && (!is_unwatched() || socket_.is_connected());
        if (!connected || unwritten_.empty()) continue;
        connected = co_await write_rest(); // of what send_shared() began
        if (connected) stream_->written();
    }
    co_return connected&& p == progress::done;
}

http::body_stream::progress http_connection::produce_part() {
    std::string& out = context_.output;
    out.clear(); // nothing is left in it, unless a stream threw
    const auto now = std::chrono::steady_clock::now();
    if (!chunked_) return stream_->produce(out, now);
    const std::size_t start = http::begin_chunk(out);
    const auto progress = stream_->produce(out, now);
    http::end_chunk(out, start);
    return progress;
}

void http_connection::append_end() {
    std::string trailers;
    stream_->append_trailers(trailers);
    http::append_last_chunk(context_.output, trailers);
}

loop::awaitable<void> http_connection::wait_for_more(bool wakes_itself) {
    time_point until = stream_->wake_at();
    if (is_unwatched()) {
        until = std::min(until, std::chrono::steady_clock::now() + look_interval);
    }
    if (!wakes_itself) {
        const loop::wakeup::server serve = [this](time_point now) { return send_shared(now); };
        co_await context_.stored.wait(wake_, until, serve);
    } else {
        wake_.expires_at(until);
        co_await wake_.async_wait(loop::result);
    }
}

// Sends what is the same for all while this stream waits on; false where that is more than one
// plain write, and send_parts() has to go on.
bool http_connection::send_shared(time_point now) noexcept {
    if (!chunked_ || stopping_ || half_closed_) return false;
    if (!unwritten_.empty() || !socket_.tcp().is_open()) return false;
    std::string_view rest;
    try {
        const auto part = stream_->shared_chunks(now);
        if (!part) return false;
        rest = *part;
        const bool connected = write_some(rest);
        unwritten_.assign(rest);
        if (!connected) abort();
        if (!connected || !rest.empty()) return false;
        if (!part->empty()) stream_->written();
        return true;
    } catch (const std::exception&) { // no memory
        if (!rest.empty()) abort();   // what it was given in part can't be made whole
        return false;
    }
}

// Whether nothing tells of a departure that this stream has to end with.
bool http_connection::is_unwatched() const {
    return !watch_ && stream_->ends_with_client();
}

// Notices the client's departure while nothing is read from it. What waits outlives the stream,
// and may outlive this connection: it does nothing then.
void http_connection::watch_client() {
    watch_ = std::make_shared<bool>(true);
    socket_.wait_to_read([this, watch = std::weak_ptr<bool>(watch_)](asio::error_code ec) {
        if (watch.expired()) return;
        watch_.reset(); // nothing is waited for, until that is begun again
        try {
            if (!ec) on_client_readable();
        } catch (const std::exception& e) {
            context_.log.error("http: a client can't be watched: {}", e.what());
            abort();
        }
        wake_.cancel();
    });
}

void http_connection::on_client_readable() {
    asio::error_code ec;
    const std::size_t n = socket_.read_some(asio::buffer(context_.input, max_unread), ec);
    unread_.append(context_.input.data(), n);
    if (ec == asio::error::eof) {
        half_closed_ = true;
        if (stream_->ends_with_client()) abort();
    } else if (ec && ec != asio::error::would_block) {
        abort();
    } else if (unread_.size() < max_unread) {
        watch_client();
    }
}

void http_connection::tell_departure() {
    if (work_.empty() || stopping_) return;
    ++context_.counts.http_left;
    const auto now = std::chrono::steady_clock::now();
    context_.departures.add(
        work_, expired_ ? "the client took nothing of it for 30 s" : "the client went away",
        now - work_begun_, now);
}

void http_connection::stop_watching() {
    if (watch_) socket_.cancel();
    watch_.reset();
}

} // namespace gateway::net
