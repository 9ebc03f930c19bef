#include "web/site.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "http/conditional.hpp"
#include "http/negotiation.hpp"
#include "http/serve_content.hpp"
#include "text/percent.hpp"
#include "web/answers.hpp"
#include "web/event_query.hpp"
#include "web/file_path.hpp"
#include "web/layouts.hpp"
#include "web/login.hpp"

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

// Whether a request does something, so that neither another site's page nor a condition that does
// not hold may begin it.
bool acts(const http::request& r) {
    return r.method == http::method::post || r.method == http::method::put ||
           r.path.starts_with("/run/");
}

} // namespace

site::site(site_context context, const http_options& options, const content_options& content)
    : context_(std::move(context)),
      access_(options),
      pages_(content, options.base_path, context_.log),
      reference_(options.base_path),
      names_(content.names),
      redirects_(content.redirects, context_.random(), options.base_path),
      visits_(context_),
      layouts_(layouts_json(content.layouts)),
      doctor_(context_),
      commands_(context_, content),
      routes_(table()) {
    // What is stored behind an answer is stored before anything is counted, too.
    context_.catch_up = [this, other = std::move(context_.catch_up)] {
        visits_.store();
        other();
    };
    context_.base_path = options.base_path;
    if (!options.static_folder.empty()) folder_.emplace(options.static_folder);
}

http::response site::handle(http::request& r) {
    strip_base(r);
    const http::route_match match = find(r);
    if (auto refusal = refuse(r, match)) return std::move(*refusal);
    if (r.method == http::method::options) return options(r);
    http::response answer = match.found->handler(r, match.parameter);
    if (answer.status == 200) serve(r, answer);
    return answer;
}

void site::answered() {
    visits_.store();
}

std::optional<http::response> site::refuse_early(http::request& r) {
    strip_base(r);
    return refuse(r, find(r));
}

std::optional<http::response> site::refuse(const http::request& r, const http::route_match& match) {
    if (auto d = access_.check(r)) return deny(r, *d);
    if (r.path.empty()) return to_base(r);
    if (r.method == http::method::options) return std::nullopt;
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
    if (context_.store.read_only && writes && match.found->pattern != "/login") {
        return fail(r, 403, only_shows);
    }
    if (writes && !r.header("content-encoding").empty() &&
        !http::iequals(r.header("content-encoding"), "identity")) {
        http::response answer = fail(r, 415, "A body with a Content-Encoding is not taken.");
        answer.fields += "Accept-Encoding: identity\r\n"; // RFC 9110, 12.5.3
        return answer;
    }
    if (match.found->parameters == http::route::query::none && !r.query.empty()) {
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

// A proxy passes the path on with its prefix, or takes that off. Where the prefix is called like an
// address of ours ("/events") only what is behind it tells.
void site::strip_base(http::request& r) {
    const std::string_view base = context_.base_path, whole = r.path;
    if (base.empty() || r.base != 0 || !whole.starts_with(base)) return;
    if (whole.size() > base.size() && whole[base.size()] != '/') return;
    r.path.remove_prefix(base.size());
    r.base = base.size();
    if (r.path.empty() || find(r).found != nullptr) return;
    r.path = whole;
    r.base = 0;
    if (find(r).found != nullptr) return;
    r.path.remove_prefix(base.size());
    r.base = base.size();
}

// Relative links of the start page need the slash behind its address.
http::response site::to_base(const http::request& r) const {
    http::response answer;
    answer.status = 308;
    answer.fields =
        fmt::format("{}Location: {}/{}\r\n", never_cached, context_.base_path, r.path_and_query());
    return answer;
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
                                ? pages_.login_page(401, d.detail, next_page(r))
                                : fail(r, d.status, d.detail);
    doctor_.note(r, d.status, d.detail);
    answer.fields += d.fields;
    return answer;
}

// Where a browser goes on that has shown the token: to what it asked for.
std::string site::next_page(const http::request& r) const {
    const std::string asked = fmt::format("{}{}", context_.base_path, r.path_and_query());
    return next_address(asked, context_.base_path);
}

// Makes of a whole answer what the request asks for of it.
void site::serve(const http::request& r, http::response& answer) {
    const std::function<std::int64_t()> clock = [this] { return now_s(); };
    http::serve_content(r, answer, clock, context_.random);
    if (answer.status != 412 && answer.status != 416) return;
    http::response error =
        fail(r, answer.status, answer.status == 412 ? condition_failed : range_refused);
    error.fields += answer.fields;
    answer = std::move(error);
}

http::response site::refuse(const http::refusal& why) {
    doctor_.note(why.status, why.detail);
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

// In the form that the asker reads.
http::response site::fail(const http::request& r, int status, std::string_view detail) {
    doctor_.note(r, status, detail);
    http::response answer =
        reads_pages(r) ? pages_.error_page(status, detail) : problem(status, detail);
    if (!is_api(r)) answer.fields += "Vary: Accept\r\n";
    return answer;
}

std::int64_t site::now_s() const {
    return context_.now_ns() / 1'000'000'000;
}

} // namespace gateway::web
