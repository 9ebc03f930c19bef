// The part of a connection that sends a body which lies in a file.
#include <asio/post.hpp>

#include "net/file_transfer.hpp"
#include "net/http_connection.hpp"

namespace gateway::net {
namespace {

// Up to this size a file goes with the head of its answer, in the same write.
constexpr std::size_t small_file = 32 * 1024;
// What is given to the kernel in one call, and at most before the others have their turn.
constexpr std::size_t call_limit = 128 * 1024;
constexpr std::size_t turn_limit = 1024 * 1024;
constexpr std::chrono::milliseconds turn_time{1};

} // namespace

void http_connection::read_small_file(http::response& r) {
    if (r.file->size() > small_file) return;
    const auto file = std::move(r.file);
    if (read_part(*file, r.body, small_file) == transfer::done) return;
    r = context_.handler.refuse({500, "The file changed while it was read."});
}

// One turn: ends when the socket takes no more, too.
transfer http_connection::send_file_turn() {
    const auto end = std::chrono::steady_clock::now() + turn_time;
    transfer result = transfer::more;
    for (std::size_t sent = 0; result == transfer::more && sent < turn_limit; sent += call_limit) {
        result = send_part(socket_.tcp().native_handle(), *file_, call_limit);
        if (std::chrono::steady_clock::now() > end) break;
    }
    return result;
}

loop::awaitable<bool> http_connection::send_file() {
    bool sent = false;
    if (socket_.is_secure()) {
        sent = co_await send_file_through_tls();
    } else {
        sent = co_await send_plain_file();
    }
    file_.reset();
    input_ = unread_;
    co_return sent;
}

// The file's pages are the kernel's: a reader that does not read costs its two descriptors.
loop::awaitable<bool> http_connection::send_plain_file() {
    enter(connection_phase::writing);
    transfer result = transfer::more;
    while (result == transfer::more) {
        const std::uint64_t left = file_->size();
        result = send_file_turn();
        if (file_->size() != left) enter(connection_phase::writing);
        if (result == transfer::more) co_await asio::post(asio::use_awaitable);
        if (result != transfer::blocked) continue;
        const auto [ec] = co_await socket_.wait_to_write(loop::result);
        if (ec || expired_) break;
        result = transfer::more;
    }
    co_return result == transfer::done;
}

loop::awaitable<bool> http_connection::send_file_through_tls() {
    transfer result = transfer::more;
    while (result == transfer::more) {
        context_.output.clear();
        result = read_part(*file_, context_.output, small_file);
        const bool connected = write_output() && (unwritten_.empty() || co_await write_rest());
        if (!connected) co_return false;
        if (result == transfer::more) co_await asio::post(asio::use_awaitable);
    }
    co_return result == transfer::done;
}

} // namespace gateway::net
