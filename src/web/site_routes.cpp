// The table of URLs, and what is made of a request behind each of them that is not a room of its
// own.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "http/prefetch.hpp"
#include "text/escape.hpp"
#include "text/utf8.hpp"
#include "web/answers.hpp"
#include "web/event_api.hpp"
#include "web/file_path.hpp"
#include "web/ledger.hpp"
#include "web/login.hpp"
#include "web/parameters.hpp"
#include "web/site.hpp"
#include "web/static_files.hpp"

namespace gateway::web {
namespace {

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
        {"/ledger", get, none, [this](request&, sv) { return ledger(); }},
        {"/doctor", get, none,
         [this](request& r, sv) { return pages_.doctor_page(doctor_.report(r)); }},
        {"/api", get, none, [this](request&, sv) { return pages_.api_page(reference_.rows()); }},
        {"/events/{}", get, none, [this](request& r, sv seq) { return event_page(r, seq); }},
        {"/api/v1/events", get, own, [&c](request& r, sv) { return get_events(c, r); }},
        {"/api/v1/events", post, none, [&c](request& r, sv) { return post_event(c, r); }},
        {"/api/v1/events/{}", get, none, [&c](request&, sv seq) { return get_event(c, seq); }},
        {"/api/v1/events/{}/payload", get, none,
         [&c](request&, sv seq) { return get_payload(c, seq); }},
        {"/api/v1/stream", get, own,
         [this](request& r, sv) { return get_stream(context_, hub_, r); }},
        {"/api/v1/sources", get, own,
         [this](request& r, sv) { return get_sources(context_, names_, r); }},
        {"/api/v1/layouts", get, none, [this](request&, sv) { return json_answer(layouts_); }},
        {"/api/v1/stats", get, none,
         [this](request&, sv) { return json_answer(stats_json(context_, hub_.readers())); }},
        {"/api/v1/doctor", get, none, [this](request& r, sv) { return doctor_.json(r); }},
        {"/api/v1/doctor/self-test", get, none,
         [this](request&, sv) { return doctor_.self_test_now(); }},
        {"/api/v1/doctor/self-test", post, none,
         [this](request&, sv) { return doctor_.begin_self_test(); }},
        {"/api/v1/openapi.json", get, none, [this](request&, sv) { return description(); }},
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
                              return pages_.login_page(200, "This gateway asks for a token.",
                                                       context_.base_path + "/");
                          }});
        routes.push_back({"/login", post, none, [this](request& r, sv) {
                              return log_in(access_, pages_, context_.base_path, r);
                          }});
    }
    return routes;
}

// Who only looks whether it is there, or fetches it in case somebody wants it, has not called. A
// request's path is raw: one that is merely equivalent ("/c%61lls") is answered, but not counted.
http::response site::calls(const http::request& r) {
    const bool asked = r.method == http::method::get && r.path == "/calls";
    if (asked && !http::is_prefetch(r)) ++calls_;
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
    answer.fields.reserve(256); // enough for most: its text does not grow piece by piece
    answer.fields += "Location: ";
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

http::response site::ledger() {
    const std::vector<figure> figures = read_ledger(context_);
    return pages_.ledger_page(view_ledger(figures, hub_.readers(), context_.now_ns()));
}

http::response site::description() {
    http::response answer;
    answer.content_type = json_type;
    answer.fields = "Cache-Control: no-cache\r\n";
    answer.constant = reference_.document();
    answer.etag = reference_.tag();
    return answer;
}

http::response site::event_page(const http::request& r, std::string_view seq) {
    const event_or_problem e = find_event(context_.store.ring, seq);
    if (!e.found) return fail(r, e.status, e.detail);
    return pages_.event_page(context_.store.ring, *e.found, names_.find(e.found->source));
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

} // namespace gateway::web
