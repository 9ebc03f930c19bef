#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "http/head_scanner.hpp"
#include "http/request.hpp"

namespace gateway::http {

enum class parse_state {
    head,     // waits for bytes; has_begun() tells whether there were any
    body,     // the head is there, its body is not yet complete
    complete, // message() is one whole request; next() goes on behind it
    refused,  // why() tells; nothing more is read from this connection
};

// Turns the bytes of a connection into requests, one after the other (RFC 9112). A head is parsed
// only when all of it is there, so that its result can't depend on how the bytes were split; bodies
// (Content-Length and chunked) are decoded as they come. The grammar and the framing are llhttp's
// in strict mode; what that lets through is refused here.
class request_parser {
  public:
    explicit request_parser(std::size_t max_body);
    ~request_parser();

    // Takes bytes up to the end of a message and returns how many. In state `complete` and
    // `refused` none are taken.
    std::size_t feed(std::string_view bytes);

    parse_state state() const { return state_; }
    bool has_begun() const { return head_.find_first_not_of("\r\n") != std::string::npos; }

    // Whether the client waits for "100 Continue" before it sends the body. True once a request.
    bool take_expect_continue();

    // The views in it are valid until next(), or until the bytes given to the feed() that
    // completed it change, whichever is first.
    request& message() { return request_; }
    const refusal& why() const { return refusal_; }

    void next();

  private:
    struct llhttp_callbacks;
    struct llhttp_state;

    std::size_t feed_head(std::string_view bytes);
    std::size_t feed_body(std::string_view bytes);
    void parse_head(std::string_view head);
    void check_head();
    void finish_head();
    void own_head(std::string_view head);
    void refuse(int status, std::string_view detail);

    const std::size_t max_body_;
    std::unique_ptr<llhttp_state> llhttp_;
    parse_state state_ = parse_state::head;
    head_scanner scanner_;
    std::string head_; // what of a head has come, where it has not come in one piece
    request request_;
    refusal refusal_;
    bool expect_continue_ = false;
};

} // namespace gateway::http
