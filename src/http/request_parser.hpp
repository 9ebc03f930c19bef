#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "http/body_framing.hpp"
#include "http/chunked_decoder.hpp"
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
// (Content-Length and chunked) are decoded as they come. The grammar of heads is llhttp's in strict
// mode; what that lets through is refused here, and so is every framing that is in doubt.
class request_parser {
  public:
    explicit request_parser(std::size_t max_body) : max_body_(max_body) {}

    // Takes bytes up to the end of a message and returns how many. In state `complete` and
    // `refused` none are taken.
    std::size_t feed(std::string_view bytes);

    parse_state state() const { return state_; }
    bool has_begun() const { return head_.find_first_not_of("\r\n") != std::string::npos; }

    // Whether message() has its head, and its body is still to come. True once a request.
    bool take_early_head() { return std::exchange(early_head_, false); }
    // Whether the client waits for "100 Continue" before it sends that body.
    bool expects_continue() const { return expects_continue_; }

    // Bytes of memory that hold what has come of an unfinished request.
    std::size_t buffered() const { return head_.capacity() + request_.body.capacity(); }

    // The views in it are valid until next(), or until the bytes given to the feed() that
    // completed it change, whichever is first.
    request& message() { return request_; }
    // Why it is refused. Of message() only the method may be asked then: whether it was HEAD.
    const refusal& why() const { return refusal_; }

    void next();

  private:
    struct llhttp_callbacks;

    std::size_t feed_head(std::string_view bytes);
    std::size_t feed_body(std::string_view bytes);
    void parse_head(std::string_view head);
    void finish_head();
    refusal check_host();
    refusal check_expectation();
    void own_head(std::string_view head);
    void refuse(const refusal& why);

    const std::size_t max_body_;
    parse_state state_ = parse_state::head;
    head_scanner scanner_;
    std::string head_; // what of a head has come, where it has not come in one piece
    request request_;
    std::string proper_host_; // the last one that was well-formed
    body_framing framing_;    // its length is what is left
    chunked_decoder chunks_;
    refusal refusal_;
    bool early_head_ = false;
    bool expects_continue_ = false;
};

} // namespace gateway::http
