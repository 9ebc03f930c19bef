#include "web/site.hpp"

#include <fmt/format.h>

#include "web/answers.hpp"
#include "web/event_api.hpp"
#include "web/event_query.hpp"
#include "web/ledger.hpp"
#include "web/login.hpp"
#include "web/static_files.hpp"

namespace gateway::web {
namespace {

bool is_for_programs(std::string_view path) {
    return path.starts_with("/api/") || path == "/metrics" || path == "/livez" ||
           path == "/readyz" || path.starts_with("/static/");
}

http::response metrics(const site_context& c) {
    http::response r = text_answer(metrics_text(c));
    r.content_type = metrics_type;
    return r;
}

http::response ready(const site_context& c) {
    http::response r = text_answer(c.stopping ? "stopping\n" : "ok\n");
    if (!c.stopping) return r;
    r.status = 503;
    r.fields += "Retry-After: 10\r\n";
    return r;
}

} // namespace

site::site(site_context context, const http_options& options)
    : context_(std::move(context)), access_(options), routes_(table()) {}

// THE table of URLs.
std::vector<http::route> site::table() {
    using http::request;
    using sv = std::string_view;
    using enum http::route::answers;
    using enum http::route::query;
    const site_context& c = context_;
    std::vector<http::route> routes{
        // The live page's script reads its own query.
        {"/", get, own, [](request& r, sv) { return live_page(r); }},
        {"/events/{}", get, none, [this](request&, sv seq) { return event_page(seq); }},
        {"/api/v1/events", get, own, [&c](request& r, sv) { return get_events(c, r); }},
        {"/api/v1/events", post, none, [&c](request& r, sv) { return post_event(c, r); }},
        {"/api/v1/events/{}", get, none, [&c](request&, sv seq) { return get_event(c, seq); }},
        {"/api/v1/events/{}/payload", get, none,
         [&c](request&, sv seq) { return get_payload(c, seq); }},
        {"/api/v1/stream", get, own,
         [this](request& r, sv) { return get_stream(context_, hub_, r); }},
        {"/api/v1/sources", get, none, [&c](request&, sv) { return get_sources(c); }},
        {"/api/v1/stats", get, none, [&c](request&, sv) { return json_answer(stats_json(c)); }},
        {"/metrics", get, none, [&c](request&, sv) { return metrics(c); }},
        {"/livez", get, none, [](request&, sv) { return text_answer("ok\n"); }},
        {"/readyz", get, none, [&c](request&, sv) { return ready(c); }},
        {"/static/{}", get, none, [](request& r, sv name) { return static_file(r, name); }},
        {"/favicon.ico", get, none, [](request& r, sv) { return static_file(r, "favicon.ico"); }},
    };
    if (access_.asks_for_token()) {
        routes.push_back({"/login", get, none, [this](request&, sv) {
                              return pages_.login_page(200, "This gateway asks for a token.", "/");
                          }});
        routes.push_back(
            {"/login", post, none, [this](request& r, sv) { return log_in(access_, pages_, r); }});
    }
    return routes;
}

http::response site::handle(http::request& r) {
    if (auto refusal = refuse_early(r)) return std::move(*refusal);
    if (r.method == http::method::options) return options(r);
    const http::route_match match = http::find_route(routes_, r.path, r.method);
    return match.found->handler(r, match.parameter);
}

std::optional<http::response> site::refuse_early(const http::request& r) {
    if (auto d = access_.check(r)) return deny(r, *d);
    if (r.method == http::method::options) return std::nullopt;

    const http::route_match match = http::find_route(routes_, r.path, r.method);
    if (match.found == nullptr) return fail(r, 404, "There is nothing at this address.");
    if (!match.allowed) {
        http::response answer = fail(r, 405, "This address does not answer this method.");
        answer.fields += fmt::format("Allow: {}\r\n", http::allowed_methods(routes_, r.path));
        return answer;
    }
    if (r.method == http::method::post || r.path == "/api/v1/stream") {
        if (auto d = access::check_origin(r)) return deny(r, *d);
    }
    if (r.method == http::method::post && !r.header("content-encoding").empty() &&
        !http::iequals(r.header("content-encoding"), "identity")) {
        http::response answer = fail(r, 415, "A body with a Content-Encoding is not taken.");
        answer.fields += "Accept-Encoding: identity\r\n"; // RFC 9110, 12.5.3
        return answer;
    }
    if (match.found->parameters == http::route::query::none) {
        const event_query parsed = parse_event_query(r.query, {});
        if (!parsed.error.empty()) return fail(r, 400, parsed.error);
    }
    return std::nullopt;
}

http::response site::deny(const http::request& r, const denial& d) {
    if (d.status == 401 && !is_for_programs(r.path)) {
        return pages_.login_page(401, d.detail, next_address(r.target));
    }
    http::response answer = fail(r, d.status, d.detail);
    answer.fields += d.fields;
    return answer;
}

http::response site::refuse(const http::refusal& why) {
    http::response answer = problem(why.status, why.detail);
    if (why.status == 503) answer.fields += "Retry-After: 10\r\n";
    return answer;
}

http::response site::options(const http::request& r) const {
    const bool everything = r.path == "*";
    if (!everything && http::find_route(routes_, r.path, r.method).found == nullptr) {
        return problem(404, "There is nothing at this address.");
    }
    http::response answer;
    answer.status = 204;
    answer.fields =
        fmt::format("Allow: {}\r\n", everything ? "GET, HEAD, POST, OPTIONS"
                                                : http::allowed_methods(routes_, r.path));
    return answer;
}

http::response site::event_page(std::string_view seq) {
    const event_or_problem e = find_event(context_.store.ring, seq);
    if (!e.found) return pages_.error_page(e.status, e.detail);
    return pages_.event_page(context_.store.ring, *e.found);
}

// In the form that the asker reads.
http::response site::fail(const http::request& r, int status, std::string_view detail) {
    return is_for_programs(r.path) ? problem(status, detail) : pages_.error_page(status, detail);
}

} // namespace gateway::web
