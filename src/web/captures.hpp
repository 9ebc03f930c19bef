#pragma once

#include <optional>
#include <string_view>

#include "http/head_scanner.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "web/site_context.hpp"

// The handlers of /web/: captures of other people's pages, each an event in the ring, with the
// fields of Memento (RFC 7089). Plain functions.
namespace gateway::web {

// Why a PUT is not taken, as far as its head tells; status 0: go on.
http::refusal check_put(const site_context& c, const http::request& r, std::int64_t now_s);

// Stores the body as a capture: 201 where it is the first one of this URL and time, else 200.
http::response put_capture(const site_context& c, const http::request& r);

// The answer, or the status and a sentence that say why there is none.
struct capture_lookup {
    std::optional<http::response> found;
    http::refusal why;
};
// The newest capture at or before the time, or the list of all of a URL (a TimeMap; RFC 7089, 5).
capture_lookup find_capture(const site_context& c, const http::request& r);

} // namespace gateway::web
