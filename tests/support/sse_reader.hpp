#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/http_client.hpp"

namespace gateway::tests {

// One event of a stream as a browser would see it, or one comment line.
struct sse_event {
    std::string id;
    std::string type; // "" where the stream names none
    std::string data;
    bool is_comment = false; // then `data` is the comment
};

// Takes apart an event stream as the HTML standard says: lines end with \n, \r or \r\n.
class sse_parser {
  public:
    void feed(std::string_view bytes);
    std::vector<sse_event> take(); // the events that are complete

  private:
    void line(std::string_view text);

    std::string rest_; // a line without its end
    bool after_cr_ = false;
    sse_event current_;
    bool has_fields_ = false;
    std::vector<sse_event> complete_;
};

// A live stream over a connection of its own.
class sse_reader {
  public:
    sse_reader(const endpoint& gateway, std::string_view target, std::string_view headers = {});

    const http_response& head() const { return head_; }

    // The next event, comments passed over; nullopt at the end of the stream. Throws timed_out.
    std::optional<sse_event> next(milliseconds within = patience);

    // The same, comments included.
    std::optional<sse_event> next_of_any_kind(milliseconds within = patience);

    // Whether the stream was ended as its framing asks for (the last chunk came).
    bool ended_properly() const { return decoder_.done(); }

    http_client& connection() { return client_; }

  private:
    http_client client_;
    http_response head_;
    body_decoder decoder_;
    sse_parser parser_;
    std::vector<sse_event> ready_;
};

} // namespace gateway::tests
