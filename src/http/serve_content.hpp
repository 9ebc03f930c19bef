#pragma once

#include <cstdint>
#include <functional>

#include "http/request.hpp"
#include "http/response.hpp"

namespace gateway::http {

// Makes of a whole representation (status 200, and what response.hpp says of it) what the request
// asks for: all of it; 304; a part or several (206); or an empty answer with status 412 or 416
// whose body is the caller's to make. Adds the header lines that go with it, those of the
// validators too. Only the answer to a GET or HEAD with status 200 is changed.
//
// `now_s` gives the seconds since 1970-01-01 UTC, where they matter. `random` is asked for a number
// that no client can guess where several parts are sent: what separates them must not be found in
// the content.
void serve_content(const request& r, response& answer, const std::function<std::int64_t()>& now_s,
                   const std::function<std::uint64_t()>& random);

} // namespace gateway::http
