#include "web/site.hpp"

#include <fmt/format.h>

#include "http/conditional.hpp"
#include "http/negotiation.hpp"
#include "http/serve_content.hpp"
#include "web/answers.hpp"
#include "web/event_api.hpp"
#include "web/event_query.hpp"
#include "web/file_path.hpp"
#include "web/ledger.hpp"
#include "web/login.hpp"
#include "web/static_files.hpp"

namespace gateway::web {
namespace {

constexpr std::string_view condition_failed = "What this request makes a condition does not hold.";
constexpr std::string_view only_shows =
    "This gateway only shows a ring (--read-only): it takes no events.";
constexpr std::string_view range_refused = "There is nothing at the range that was asked for.";

bool is_api(const http::request& r) {
    return r.path.starts_with("/api/");
}

// Whether an error is to be a page for somebody who looks at it.
bool reads_pages(const http::request& r) {
    return !is_api(r) && !http::prefers_json(r.combined("accept").value_or(""));
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
    : context_(std::move(context)), access_(options), routes_(table()) {
    if (!options.static_folder.empty()) folder_.emplace(options.static_folder);
}

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
        {"/events/{}", get, none, [this](request& r, sv seq) { return event_page(r, seq); }},
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
        {"/static/{*}", get, none, [this](request& r, sv path) { return static_file(r, path); }},
        {"/favicon.ico", get, none,
         [this](request& r, sv) { return static_file(r, "favicon.ico"); }},
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
    return serve(r, match.found->handler(r, match.parameter));
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
    if (context_.store.read_only && r.method == http::method::post && r.path != "/login") {
        return fail(r, 403, only_shows);
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
    if (r.method == http::method::post &&
        http::check_preconditions(r, {}, now_s()) != http::precondition::holds) {
        return fail(r, 412, condition_failed);
    }
    return std::nullopt;
}

http::response site::deny(const http::request& r, const denial& d) {
    http::response answer = d.status == 401 && reads_pages(r)
                                ? pages_.login_page(401, d.detail, next_address(r.target))
                                : fail(r, d.status, d.detail);
    answer.fields += d.fields;
    return answer;
}

// What the request asks for of a whole answer.
http::response site::serve(const http::request& r, http::response whole) {
    if (whole.status != 200) return whole;
    http::serve_content(r, whole, now_s(), context_.random);
    if (whole.status != 412 && whole.status != 416) return whole;
    http::response error =
        fail(r, whole.status, whole.status == 412 ? condition_failed : range_refused);
    error.fields += whole.fields;
    return error;
}

http::response site::refuse(const http::refusal& why) {
    http::response answer = problem(why.status, why.detail);
    if (why.status == 503) answer.fields += "Retry-After: 10\r\n";
    return answer;
}

http::response site::options(const http::request& r) {
    const bool everything = r.path == "*";
    if (!everything && http::find_route(routes_, r.path, r.method).found == nullptr) {
        return fail(r, 404, "There is nothing at this address.");
    }
    http::response answer;
    answer.status = 204;
    answer.fields =
        fmt::format("Allow: {}\r\n", everything ? "GET, HEAD, POST, OPTIONS"
                                                : http::allowed_methods(routes_, r.path));
    return answer;
}

http::response site::event_page(const http::request& r, std::string_view seq) {
    const event_or_problem e = find_event(context_.store.ring, seq);
    if (!e.found) return fail(r, e.status, e.detail);
    return pages_.event_page(context_.store.ring, *e.found);
}

// What lies in the binary comes first: no file of the folder can take the page's own place.
http::response site::static_file(const http::request& r, std::string_view raw_path) {
    const file_path decoded = decode_file_path(raw_path);
    if (decoded.error.status != 0) return fail(r, decoded.error.status, decoded.error.detail);
    if (const asset* const a = find_asset(decoded.path)) return serve_asset(r, *a);
    if (!folder_) return fail(r, 404, "There is no such file.");
    static_folder::lookup answer = folder_->find(r, decoded.path);
    if (!answer.found) return fail(r, answer.status, answer.detail);
    return std::move(*answer.found);
}

// In the form that the asker reads.
http::response site::fail(const http::request& r, int status, std::string_view detail) {
    http::response answer =
        reads_pages(r) ? pages_.error_page(status, detail) : problem(status, detail);
    if (!is_api(r)) answer.fields += "Vary: Accept\r\n";
    return answer;
}

std::int64_t site::now_s() const {
    return context_.now_ns() / 1'000'000'000;
}

} // namespace gateway::web
