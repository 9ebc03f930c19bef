#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gateway::sender {

// Reads one HTTP/1.1 answer from bytes that come in pieces of any size: framed by Content-Length,
// chunked, or up to the end of the connection. Throws std::runtime_error with half a sentence
// where the bytes are no such answer. Plain state, no socket.
class http_reader {
  public:
    // Gets the body, piece by piece, framing removed.
    using body_sink = std::function<void(std::string_view)>;
    explicit http_reader(body_sink body) : body_(std::move(body)) {}

    // The next bytes of the connection; what stands behind the answer is passed over.
    void feed(std::string_view bytes);

    // The connection has ended: throws where the answer is not complete.
    void end();

    bool complete() const { return state_ == state::complete; }

    // 0 until the head is complete.
    int status() const { return status_; }

  private:
    enum class state { head, sized, until_end, chunk_size, chunk, chunk_end, trailer, complete };

    std::string_view feed_line(std::string_view bytes);
    std::string_view feed_body(std::string_view bytes);
    void take_line(std::string_view line);
    void take_head_line(std::string_view line);
    void take_chunk_size(std::string_view line);
    void end_head();

    body_sink body_;
    state state_ = state::head;
    std::string line_; // the line that is not complete yet
    std::size_t head_size_ = 0;
    int status_ = 0;
    bool chunked_ = false;
    std::optional<std::uint64_t> length_;
    std::uint64_t left_ = 0; // bytes of the body or the chunk
};

} // namespace gateway::sender
