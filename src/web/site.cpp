#include "web/site.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "http/conditional.hpp"
#include "http/negotiation.hpp"
#include "http/prefetch.hpp"
#include "http/serve_content.hpp"
#include "text/percent.hpp"
#include "text/escape.hpp"
#include "text/utf8.hpp"
#include "web/answers.hpp"
#include "web/event_api.hpp"
#include "web/event_query.hpp"
#include "web/file_path.hpp"
#include "web/ledger.hpp"
#include "web/login.hpp"
#include "web/parameters.hpp"
#include "web/static_files.hpp"

namespace gateway::web {
namespace {

constexpr std::string_view condition_failed = "What this request makes a condition does not hold.";
constexpr std::string_view range_refused = "There is nothing at the range that was asked for.";

bool is_api(const http::request& r) {
    return r.path.starts_with("/api/");
}

// Whether an error is to be a page for somebody who looks at it.
bool reads_pages(const http::request& r) {
    return !is_api(r) && !http::prefers_json(r.combined("accept").value_or(""));
}

// Whether a request does something, so that neither another site's page nor a condition that does
// not hold may begin it.
bool acts(const http::request& r) {
    return r.method == http::method::post || r.path.starts_with("/run/");
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

site::site(site_context context, const http_options& options, const content_options& content)
    : context_(std::move(context)),
      access_(options),
      pages_(content, context_.log),
      redirects_(content.redirects, context_.random()),
      visits_(context_),
      commands_(context_, content),
      routes_(table()) {
    // What is stored behind an answer is stored before anything is counted, too.
    context_.catch_up = [this, other = std::move(context_.catch_up)] {
        visits_.store();
        other();
    };
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
        {"/calls", get, none, [this](request& r, sv) { return calls(r); }},
        {"/welcome", get, own, [this](request& r, sv) { return welcome(r); }},
        // What it leads to may want the query, and does not mind one that others have added.
        {"/go/{*}", get, own, [this](request& r, sv path) { return go(r, path); }},
        {"/static/{*}", get, none, [this](request& r, sv path) { return static_file(r, path); }},
        {"/run/{}", get, own, [this](request& r, sv name) { return run_command(r, name); }},
        {"/favicon.ico", get, none,
         [this](request& r, sv) { return static_file(r, "favicon.ico"); }},
        // What is behind /web/ is read from the target as it stands there.
        {"/web/{*}", get, own,
         [this](request& r, sv) { return show(r, find_capture(context_, r)); }},
        {"/web/{*}", put, own, [&c](request& r, sv) { return put_capture(c, r); }},
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
    const http::route_match match = find(r);
    return serve(r, match.found->handler(r, match.parameter));
}

void site::answered() {
    visits_.store();
}

std::optional<http::response> site::refuse_early(const http::request& r) {
    if (auto d = access_.check(r)) return deny(r, *d);
    if (r.method == http::method::options) return std::nullopt;

    const http::route_match match = find(r);
    if (match.found == nullptr) return not_found(r);
    if (!match.allowed) {
        http::response answer = fail(r, 405, "This address does not answer this method.");
        answer.fields += fmt::format("Allow: {}\r\n", http::allowed_methods(routes_, path_));
        return answer;
    }
    const bool writes = r.method == http::method::post || r.method == http::method::put;
    if (acts(r) || match.found->pattern == "/api/v1/stream") {
        if (auto d = access::check_origin(r)) return deny(r, *d);
    }
    if (writes && !r.header("content-encoding").empty() &&
        !http::iequals(r.header("content-encoding"), "identity")) {
        http::response answer = fail(r, 415, "A body with a Content-Encoding is not taken.");
        answer.fields += "Accept-Encoding: identity\r\n"; // RFC 9110, 12.5.3
        return answer;
    }
    if (match.found->parameters == http::route::query::none) {
        const event_query parsed = parse_event_query(r.query, {});
        if (!parsed.error.empty()) return fail(r, 400, parsed.error);
    }
    if (r.method == http::method::put) {
        const http::refusal why = check_put(context_, r, now_s());
        if (why.status != 0) return fail(r, why.status, why.detail);
    }
    if (acts(r) && r.method != http::method::put &&
        http::check_preconditions(r, {}, now_s()) != http::precondition::holds) {
        return fail(r, 412, condition_failed);
    }
    return std::nullopt;
}

// The route of a request's path, in which a character that needs no encoding may be encoded. Who
// needs the path as it was sent finds it in the request.
http::route_match site::find(const http::request& r) {
    if (r.path.find('%') == std::string_view::npos) {
        path_ = r.path;
    } else {
        path_ = text::decode_unreserved(r.path);
    }
    return http::find_route(routes_, path_, r.method);
}

http::response site::not_found(const http::request& r) {
    const auto path = text::percent_decode(r.path);
    if (!path) return fail(r, 400, malformed_percent);
    if (std::any_of(path->begin(), path->end(), http::is_control)) {
        return fail(r, 400, "The path has a control character in it.");
    }
    return fail(r, 404, "There is nothing at this address.");
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
    if (!everything && find(r).found == nullptr) return not_found(r);
    http::response answer;
    answer.status = 204;
    answer.fields =
        fmt::format("Allow: {}\r\n", everything ? "GET, HEAD, POST, PUT, OPTIONS"
                                                : http::allowed_methods(routes_, path_));
    return answer;
}

// Who only looks whether it is there, or fetches it in case somebody wants it, has not called.
http::response site::calls(const http::request& r) {
    if (r.method == http::method::get && !http::is_prefetch(r)) ++calls_;
    http::response answer = text_answer(fmt::format("You've called me {} times\n", calls_));
    answer.always_whole = true;
    return answer;
}

http::response site::welcome(const http::request& r) {
    constexpr std::array<std::string_view, 1> allowed{"name"};
    const known_parameters given = parse_known(r.query, allowed);
    if (!given.error.empty()) return fail(r, 400, given.error);
    const std::string name = given.list.empty() ? std::string{} : given.list.front().second;
    const bool showable =
        text::is_utf8(name) && std::none_of(name.begin(), name.end(), http::is_control);
    return pages_.welcome_page(showable ? name : text::printable(name), context_.now_ns());
}

// A visit is somebody who goes there: not a HEAD, and nothing that is fetched ahead.
http::response site::go(const http::request& r, std::string_view path) {
    const redirects::place place = redirects_.find(path);
    if (place.to == nullptr) return fail(r, place.status, place.why);
    http::response answer;
    answer.status = place.status;
    answer.fields = "Location: ";
    const std::size_t from = answer.fields.size();
    redirects::append_location(answer.fields, place, r.query);
    if (r.method == http::method::get && !http::is_prefetch(r)) {
        const std::string_view target = std::string_view{answer.fields}.substr(from);
        visits_.note(r, place.name, place.rest, target);
    }
    answer.fields += "\r\n";
    answer.fields += never_cached;
    return answer;
}

http::response site::event_page(const http::request& r, std::string_view seq) {
    const event_or_problem e = find_event(context_.store.ring, seq);
    if (!e.found) return fail(r, e.status, e.detail);
    return pages_.event_page(context_.store.ring, *e.found);
}

http::response site::show(const http::request& r, capture_lookup capture) {
    if (!capture.found) return fail(r, capture.why.status, capture.why.detail);
    return std::move(*capture.found);
}

http::response site::run_command(const http::request& r, std::string_view name) {
    commands::outcome o = commands_.run(r, name);
    if (o.answer) return std::move(*o.answer);
    http::response answer = fail(r, o.status, o.detail);
    answer.fields += o.fields;
    return answer;
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
