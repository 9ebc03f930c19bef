#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/descriptor.hpp"
#include "support/endpoint.hpp"
#include "support/waiting.hpp"

namespace gateway::tests {

struct http_response {
    int status = 0;
    std::string head; // as it came, up to and including the empty line
    std::string version;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string trailers; // whole lines, as they came

    // The value of a header, named in any case; "" where there is none.
    std::string header(std::string_view name) const;
    std::size_t count(std::string_view name) const;
};

// The answer without its body that `head`, with the empty line at its end, says.
http_response parse_head(std::string head);

// Takes a body apart as the head says it is framed; fed with whatever has come.
class body_decoder {
  public:
    body_decoder(const http_response& head, bool of_head_request);

    // Moves what belongs to the body from the front of `raw` to `out`.
    void feed(std::string& raw, std::string& out);
    void end_of_stream(); // the connection is at its end
    bool done() const { return done_; }
    const std::string& trailers() const { return trailers_; }

  private:
    void feed_chunk(std::string& raw, std::string& out, bool& progress);

    bool chunked_ = false, until_close_ = false, done_ = false;
    std::size_t left_ = 0; // of the body or the current chunk
    std::string trailers_;
    enum class chunk_state { size, data, data_end, trailer } state_ = chunk_state::size;
};

// A blocking HTTP/1.1 client on one TCP connection that sends exactly what it is told to and does
// nothing by itself. Waiting longer than told throws timed_out; an answer that ends early
// or is not HTTP throws std::runtime_error.
class http_client {
  public:
    explicit http_client(const endpoint& to, milliseconds wait_at_most = patience);

    void send(std::string_view bytes);

    // One request with a Host header; `headers` are whole lines with their \r\n.
    void send_request(std::string_view method, std::string_view target,
                      std::string_view headers = {}, std::string_view body = {});

    http_response read_head();
    http_response read(bool of_head_request = false);

    // send_request, then read. A Content-Length is added where there is a body.
    http_response request(std::string_view method, std::string_view target,
                          std::string_view headers = {}, std::string_view body = {});
    http_response get(std::string_view target, std::string_view headers = {});

    // Appends what comes next to buffer(); false at the end of the stream.
    bool receive(const deadline& limit);
    bool receive() { return receive(deadline(patience_)); }

    // Whether the other side ends the connection without another byte.
    bool closed_by_peer();

    // No more will be sent; the other direction stays open.
    void end_sending();
    // Ends the connection with a reset.
    void reset();
    // Ends it as close(2) does.
    void close();

    std::string& buffer() { return buffer_; } // received, not used yet
    endpoint local() const { return local_endpoint(socket_.get()); }
    int fd() const { return socket_.get(); }

  private:
    descriptor socket_;
    milliseconds patience_;
    std::string host_;
    std::string buffer_;
};

} // namespace gateway::tests
