// The part of a connection that sends a body_stream and notices its client's departure meanwhile.
#include <spdlog/logger.h>

#include <algorithm>
#include <asio/buffer.hpp>
#include <exception>
#include <memory>

#include "http/chunk.hpp"
#include "net/http_connection.hpp"

namespace gateway::net {
namespace {

// What is read of a client while a stream is on its way to it. The rest waits in the kernel; the
// client's departure is then noticed by the next write.
constexpr std::size_t max_unread = 8 * 1024;

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
    stop_watching();
    input_ = unread_;
    if (failure) std::rethrow_exception(failure);
    co_return whole;
}

loop::awaitable<bool> http_connection::send_parts() {
    using progress = http::body_stream::progress;
    stream_->written(); // the part that went with the head
    if (unread_.size() < max_unread) watch_client();
    bool connected = true;
    progress p = progress::more;
    while (connected && p != progress::done) {
        enter(connection_phase::streaming);
        p = produce_part();
        if (stopping_ && p == progress::wait) p = progress::done;
        if (p == progress::done && chunked_) context_.output += http::last_chunk;
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
        // A client that has ended its side is served what there is, but not waited with.
        if (p == progress::wait && half_closed_) break;
        // While a write waited, something may have been stored that nobody was woken for.
        if (p == progress::wait && all_taken) {
            co_await context_.stored.wait(wake_, stream_->wake_at());
        }
        connected = socket_.tcp().is_open();
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

// Notices the client's departure while nothing is read from it. What waits outlives the stream,
// and may outlive this connection: it does nothing then.
void http_connection::watch_client() {
    watch_ = std::make_shared<bool>(true);
    socket_.wait_to_read([this, watch = std::weak_ptr<bool>(watch_)](asio::error_code ec) {
        if (watch.expired()) return;
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
    } else if (ec && ec != asio::error::would_block) {
        abort();
    } else if (unread_.size() < max_unread) {
        watch_client();
    }
}

void http_connection::stop_watching() {
    if (watch_) socket_.cancel();
    watch_.reset();
}

} // namespace gateway::net
