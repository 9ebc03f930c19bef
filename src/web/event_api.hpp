#pragma once

#include <optional>
#include <string_view>

#include "events/source_names.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "web/live_hub.hpp"
#include "web/site_context.hpp"

// The handlers of /api/v1: plain functions from a request to its answer.
namespace gateway::web {

http::response get_events(const site_context& c, const http::request& r);
http::response get_event(const site_context& c, std::string_view seq);
http::response get_payload(const site_context& c, std::string_view seq);
http::response post_event(const site_context& c, const http::request& r);
http::response get_stream(const site_context& c, live_hub& hub, const http::request& r);
http::response get_sources(const site_context& c, const events::source_names& names,
                           const http::request& r);

// The event of a path's number; where there is none, the status and a sentence that say why.
struct event_or_problem {
    std::optional<event> found;
    int status = 200;
    std::string_view detail;
};
event_or_problem find_event(const event_ring& ring, std::string_view seq);

// The event that a request's body is, arrived now; it refers to the request.
event_fields new_event(const site_context& c, const http::request& r, via how);

// The entity tag of the bytes of the event with this number and time of arrival, which never
// change. The same number is another event in another ring, and in a ring file whose newest events
// were lost with the power.
std::string event_tag(const event_ring& ring, std::uint64_t seq, std::int64_t time_ns);

} // namespace gateway::web
