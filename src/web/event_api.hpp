#pragma once

#include <optional>
#include <string_view>

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
http::response get_sources(const site_context& c);

// The event of a path's number; where there is none, the status and a sentence that say why.
struct event_or_problem {
    std::optional<event> found;
    int status = 200;
    std::string_view detail;
};
event_or_problem find_event(const event_ring& ring, std::string_view seq);

// The entity tag of an event's bytes, which never change; but the same number is another event in
// another ring.
std::string event_tag(const site_context& c, std::uint64_t seq);

} // namespace gateway::web
