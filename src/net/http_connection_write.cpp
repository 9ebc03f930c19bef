// The part of a connection that writes what is rendered, and waits for its reader.
#include <algorithm>
#include <asio/buffer.hpp>
#include <utility>

#include "net/http_connection.hpp"

namespace gateway::net {
namespace {

// A larger answer than any part of a stream.
constexpr std::size_t large = 64 * 1024;
// What all such answers together may hold that their readers do not take.
constexpr std::size_t max_large_unwritten = 8 * 1024 * 1024;

// Counts an answer that its reader does not take, where that is more than a stream's part.
class large_answer {
  public:
    large_answer(http_context& context, std::size_t size)
        : context_(context), size_(size > large ? size : 0) {
        context_.large_unwritten += size_;
    }
    large_answer(const large_answer&) = delete;
    large_answer& operator=(const large_answer&) = delete;
    ~large_answer() { context_.large_unwritten -= size_; }
    bool too_many() const { return size_ != 0 && context_.large_unwritten > max_large_unwritten; }

  private:
    http_context& context_;
    std::size_t size_;
};

} // namespace

// Gives the kernel what it takes of `rest` at once; false where the client has gone.
bool http_connection::write_some(std::string_view& rest) {
    asio::error_code ec;
    while (!rest.empty() && !ec) rest.remove_prefix(socket_.write_some(asio::buffer(rest), ec));
    return !ec || ec == asio::error::would_block;
}

// Writes context_.output, and behind it attached_; what the kernel does not take at once becomes
// unwritten_.
bool http_connection::write_output() {
    std::string_view rest = context_.output;
    std::string_view body = std::exchange(attached_, {});
    bool connected = true;
    if (!body.empty()) {
        asio::error_code ec;
        const auto n = socket_.write_some(asio::buffer(rest), asio::buffer(body), ec);
        body.remove_prefix(n - std::min(n, rest.size()));
        rest.remove_prefix(std::min(n, rest.size()));
        connected = !ec || ec == asio::error::would_block;
    }
    connected = connected && write_some(rest) && (!rest.empty() || write_some(body));
    unwritten_.assign(rest);
    unwritten_ += body;
    context_.output.clear();
    if (context_.output.capacity() > 4 * large) std::string{}.swap(context_.output);
    return connected;
}

loop::awaitable<bool> http_connection::write_rest() {
    const bool in_stream = stream_ || file_; // whose input is kept already
    if (!in_stream) keep_input();
    const large_answer counted{context_, unwritten_.size()};
    if (counted.too_many()) co_return false;
    std::string_view rest = unwritten_;
    enter(connection_phase::writing);
    while (!rest.empty()) {
        const auto [ec] = co_await socket_.wait_to_write(loop::result);
        const std::size_t before = rest.size();
        if (ec || expired_ || !write_some(rest)) co_return false;
        if (rest.size() != before) enter(connection_phase::writing);
    }
    std::string{}.swap(unwritten_);
    if (!in_stream) input_ = unread_;
    co_return true;
}

// RFC 9112, 9.6: a client that is still sending would lose the answer to a reset.
loop::awaitable<void> http_connection::linger() {
    enter(connection_phase::lingering);
    for (;;) {
        asio::error_code failure;
        socket_.tcp().read_some(asio::buffer(context_.input), failure);
        if (failure && (failure != asio::error::would_block || stopping_)) co_return;
        const auto [ec] =
            co_await socket_.tcp().async_wait(asio::socket_base::wait_read, loop::result);
        if (ec || expired_) co_return;
    }
}

} // namespace gateway::net
