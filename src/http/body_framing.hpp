#pragma once

#include <cstddef>
#include <cstdint>

#include "http/head_scanner.hpp"
#include "http/request.hpp"

namespace gateway::http {

// Where a request's body ends (RFC 9112, 6).
struct body_framing {
    enum class kind { none, length, chunked } is = kind::none;
    std::uint64_t length = 0; // where `is` is `length`; not zero
    refusal why;              // status 0: the framing is beyond doubt
};

// Whatever two recipients might read differently is refused; 413 for a length above `max_body`.
body_framing find_body_framing(const request& r, std::size_t max_body);

} // namespace gateway::http
