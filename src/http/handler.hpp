#pragma once

#include <optional>

#include "http/head_scanner.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace gateway::http {

// What a server asks for its answers. Plain functions: they never wait. One thread.
class handler {
  public:
    virtual ~handler() = default;

    // Called before the body of a request is read: an answer that the head alone decides, so that
    // nobody sends a body in vain. Nullopt: go on.
    virtual std::optional<response> refuse_early(request& r) = 0;

    // Called once for each whole request. `r` and its views are valid during the call only.
    virtual response handle(request& r) = 0;

    // Called behind handle(), when the answers have been given to the kernel, as much of them as it
    // took, or their client has gone: for what is better done behind an answer than before it.
    virtual void answered() = 0;

    // The answer to what could not become a request; the connection ends behind it.
    virtual response refuse(const refusal& why) = 0;
};

} // namespace gateway::http
