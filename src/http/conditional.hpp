#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/request.hpp"

// Conditional requests (RFC 9110, 13). Plain functions; times are seconds since 1970-01-01 UTC.
namespace gateway::http {

// What tells one state of a representation from another (RFC 9110, 8.8).
struct validators {
    std::string_view etag; // with its quotes, a weak one behind W/; empty: none
    std::optional<std::int64_t> last_modified;
};

enum class precondition {
    holds,        // go on
    not_modified, // 304: the client has this state already
    failed,       // 412
};

// Evaluates If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since in the order of RFC
// 9110, 13.2.2, for a resource that exists in the state `v`. A date that is none is ignored; `now`
// tells the century of one with two digits.
precondition check_preconditions(const request& r, const validators& v, std::int64_t now);

// Whether a Range field of this request counts: there is no If-Range, or it names exactly the
// state `v`, by a strong entity tag or by its date.
bool if_range_holds(const request& r, const validators& v, std::int64_t now);

} // namespace gateway::http
