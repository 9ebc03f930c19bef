#include "web/captures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "http/conditional.hpp"
#include "http/grammar.hpp"
#include "text/time.hpp"
#include "web/answers.hpp"
#include "web/capture_target.hpp"
#include "web/event_api.hpp"
#include "web/memento_link.hpp"
#include "web/timemap.hpp"

namespace gateway::web {
namespace {

using events::capture_index;

// A capture is somebody else's page in this origin: it runs nothing, reads nothing, sends nothing
// and asks nobody for anything. What it brings along itself is shown.
constexpr std::string_view capture_policy =
    "Content-Security-Policy: sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:; media-src data:\r\n";

// Links to other captures are left out where they would make a head that many clients refuse.
constexpr std::size_t max_linked_url = 1024;

// The one that is at exactly this address.
std::optional<capture_index::found> find_exactly(const site_context& c, const capture_target& at) {
    const auto found = c.store.captures.at_or_before(at.url, *at.time_s);
    return found && found->captured_s == *at.time_s ? found : std::nullopt;
}

std::string links(const site_context& c, std::string_view url, std::int64_t time_s) {
    const capture_index& index = c.store.captures;
    std::string line = "Link: ";
    append_link(line, url, "original");
    line += ", ";
    append_link(line, c.base_path + timemap_address(url), "timemap");
    fmt::format_to(std::back_inserter(line), ";type=\"{}\"", timemap_type);
    const auto append = [&](const std::optional<capture_index::found>& to, std::string_view rel) {
        if (!to || url.size() > max_linked_url) return;
        line += ", ";
        append_memento_link(line, c.base_path, url, to->captured_s, rel);
    };
    append(index.after(url, capture_index::before_all), "first ");
    append(index.at_or_before(url, time_s - 1), "prev ");
    append(index.after(url, time_s), "next ");
    append(index.at_or_before(url, capture_index::any_time), "last ");
    return line + "\r\n";
}

http::response show(const site_context& c, const event& e) {
    http::response answer;
    // HTTP let none of them in; a ring file may have been written by anybody.
    const bool usable =
        std::none_of(e.content_type.begin(), e.content_type.end(), http::is_control);
    if (usable) answer.stored_type = e.content_type;
    if (answer.stored_type.empty()) answer.content_type = "application/octet-stream";
    answer.body = e.payload;
    answer.fields = "Cache-Control: no-cache\r\n";
    answer.fields += capture_policy;
    fmt::format_to(
        std::back_inserter(answer.fields), "Memento-Datetime: {}\r\nContent-Location: {}{}\r\n",
        text::http_date(e.captured_s), c.base_path, capture_address(e.captured_s, e.url));
    answer.fields += links(c, e.url, e.captured_s);
    answer.etag = event_tag(c.store.ring, e.seq, e.time_ns);
    answer.last_modified = e.time_ns / 1'000'000'000;
    answer.ranges = true;
    return answer;
}

capture_lookup find_timemap(const site_context& c, std::string_view url) {
    const capture_index& index = c.store.captures;
    if (!index.after(url, capture_index::before_all)) {
        return {{}, {404, "There is no capture of this URL."}};
    }
    http::response answer;
    answer.content_type = timemap_type;
    answer.fields = never_cached;
    answer.stream = std::make_unique<timemap>(index, std::string{url}, c.base_path);
    return {std::move(answer), {}};
}

} // namespace

http::refusal check_put(const site_context& c, const http::request& r, std::int64_t now_s) {
    const capture_target at = parse_capture_target(r);
    if (at.why.status != 0) return at.why;
    if (!at.time_s) return {400, "A capture is put to the time that it is of."};
    if (!r.header("content-range").empty()) { // RFC 9110, 14.5
        return {400, "A capture is stored whole, not in parts (Content-Range)."};
    }
    constexpr http::refusal failed{412, "What this request makes a condition does not hold."};
    const auto there = find_exactly(c, at);
    if (!there) return r.combined("if-match") ? failed : http::refusal{};
    const auto e = c.store.ring.find(there->seq);
    const std::int64_t stored_ns = e ? e->time_ns : 0;
    const std::string tag = event_tag(c.store.ring, there->seq, stored_ns);
    const http::validators state{tag, stored_ns / 1'000'000'000};
    const bool holds = http::check_preconditions(r, state, now_s) == http::precondition::holds;
    return holds ? http::refusal{} : failed;
}

http::response put_capture(const site_context& c, const http::request& r) {
    const capture_target at = parse_capture_target(r);
    const bool created = !find_exactly(c, at);
    event_fields e = new_event(c, r, via::capture);
    e.url = at.url;
    e.captured_s = *at.time_s;
    // Made before it is true: what fails for want of memory has stored nothing.
    const std::uint64_t seq = c.store.ring.newest() + 1;
    http::response answer = json_answer(fmt::format("{{\"seq\":{}}}", seq), created ? 201 : 200);
    answer.fields += fmt::format("ETag: {}\r\n", event_tag(c.store.ring, seq, e.time_ns));
    if (created)
        answer.fields +=
            fmt::format("Location: {}{}\r\n", c.base_path, capture_address(*at.time_s, at.url));
    if (c.store.append(e) == 0) {
        return problem(413, "The body is larger than the whole ring (--ring-size).");
    }
    ++c.counts.http_captures;
    c.stored.notify();
    return answer;
}

capture_lookup find_capture(const site_context& c, const http::request& r) {
    const capture_target at = parse_capture_target(r);
    if (at.why.status != 0) return {{}, at.why};
    if (!at.time_s) return find_timemap(c, at.url);
    const auto found = c.store.captures.at_or_before(at.url, *at.time_s);
    const auto e = found ? c.store.ring.find(found->seq) : std::nullopt;
    if (!e) return {{}, {404, "There is no capture of this URL at or before this time."}};
    return {show(c, *e), {}};
}

} // namespace gateway::web
