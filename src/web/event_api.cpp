#include "web/event_api.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <utility>

#include "export/event_writer.hpp"
#include "http/negotiation.hpp"
#include "text/address.hpp"
#include "text/escape.hpp"
#include "text/number.hpp"
#include "text/time.hpp"
#include "web/answers.hpp"
#include "web/event_page.hpp"
#include "web/event_query.hpp"
#include "web/live_stream.hpp"
#include "web/parameters.hpp"

namespace gateway::web {
namespace {

// More than the header fields of a payload take, so that none of them makes their text grow.
constexpr std::size_t fields_of_payload = 320;

struct format_head {
    std::string_view type;
    std::string_view fields;
};

format_head head_of(event_format format) {
    switch (format) {
        case event_format::ndjson:
            return {"application/x-ndjson", ""};
        case event_format::csv:
            return {"text/csv; charset=utf-8; header=present",
                    "Content-Disposition: attachment; filename=\"events.csv\"\r\n"};
        case event_format::pcap:
            return {"application/vnd.tcpdump.pcap",
                    "Content-Disposition: attachment; filename=\"events.pcap\"\r\n"};
        case event_format::text:
            return {text_type, ""};
        default:
            break;
    }
    return {json_type, ""};
}

// What an Accept field likes best; JSON where it is liked as much, and where nothing here is liked.
event_format preferred_format(std::string_view accept) {
    constexpr std::array<std::pair<std::string_view, event_format>, 5> offered{{
        {json_type, event_format::json},
        {"text/plain", event_format::text},
        {"text/csv", event_format::csv},
        {"application/x-ndjson", event_format::ndjson},
        {"application/vnd.tcpdump.pcap", event_format::pcap},
    }};
    event_format best = event_format::json;
    int most = 0;
    for (const auto& [type, format] : offered) {
        const int weight = http::preference_for(accept, type).weight;
        if (weight > most) best = format;
        most = std::max(most, weight);
    }
    return best;
}

// Where a stream begins: behind the last event that this reader has seen (Last-Event-ID, sent by
// a browser that connects again), else behind `after`, else behind the newest event.
std::uint64_t stream_start(const event_ring& ring, const event_query& q, const http::request& r) {
    if (const auto seen = text::parse_uint(r.header("last-event-id"))) {
        // A number that is not given yet is one of a ring before this one: all of this one is new.
        return *seen <= ring.newest() ? *seen : 0;
    }
    return q.after.value_or(ring.newest());
}

// An event never changes. `json`: as the whole event, not as its payload alone.
void add_validators(http::response& r, const site_context& c, const event& e, bool json) {
    r.etag = event_tag(c.store.ring, e.seq, e.time_ns);
    if (json) r.etag.insert(r.etag.size() - 1, "-json");
    r.last_modified = e.time_ns / 1'000'000'000;
}

// Of each source, the events in each of the last `seconds`, where they are asked for.
void append_source(std::string& out, const events::numbered_source& s, std::string_view name,
                   std::int64_t now_ns, std::size_t seconds) {
    out += "{\"source\":\"";
    text::append_endpoint(out, s.source);
    if (!name.empty()) {
        out += "\",\"name\":\"";
        text::append_json_string(out, name);
    }
    out += "\",\"first_seen\":\"";
    text::append_utc_time(out, s.first_seen_ns);
    out += "\",\"last_seen\":\"";
    text::append_utc_time(out, s.last_seen_ns);
    fmt::format_to(std::back_inserter(out), "\",\"events\":{},\"bytes\":{},\"rate\":{:.1f}",
                   s.events, s.bytes, s.rate(now_ns));
    if (s.is_silent(now_ns)) {
        out += ",\"silent_since\":\"";
        text::append_utc_time(out, s.last_seen_ns);
        out += '"';
    } else {
        out += ",\"silent_since\":null";
    }
    if (s.sequence) {
        const events::sequence_figures& f = s.sequence->figures;
        fmt::format_to(std::back_inserter(out),
                       ",\"sequence\":{{\"missing\":{},\"duplicated\":{},\"reordered\":{},"
                       "\"restarts\":{},\"last\":{}}}",
                       f.missing, f.duplicated, f.reordered, f.restarts, s.sequence->last);
    } else {
        out += ",\"sequence\":null";
    }
    if (seconds != 0) {
        const auto history = s.history(now_ns);
        char before = '[';
        out += ",\"history\":";
        for (const std::uint32_t number : std::span{history}.last(seconds)) {
            out += std::exchange(before, ',');
            text::append_uint(out, number);
        }
        out += ']';
    }
    out += '}';
}

} // namespace

event_or_problem find_event(const event_ring& ring, std::string_view seq) {
    const auto number = text::parse_uint(seq);
    if (!number) return {{}, 400, "The event's number is not a whole number."};
    const auto found = ring.find(*number);
    if (found) return {found, 200, {}};
    if (*number != 0 && *number < ring.oldest()) {
        return {{}, 410, "This event has made room for newer ones."};
    }
    if (*number != 0 && *number <= ring.newest()) {
        return {{}, 410, "This event was lost when the ring file was damaged."};
    }
    return {{}, 404, "There is no event with this number yet."};
}

event_fields new_event(const site_context& c, const http::request& r, via how) {
    event_fields e;
    e.time_ns = c.now_ns();
    e.via = how;
    e.source = r.client;
    e.local = r.local;
    e.content_type = r.header("content-type");
    e.payload = r.body;
    return e;
}

std::string event_tag(const event_ring& ring, std::uint64_t seq, std::int64_t time_ns) {
    std::array<char, 3 * 16 + 4> tag; // three numbers, and what is around them
    const char* const end = fmt::format_to(tag.data(), FMT_COMPILE("\"{:x}-{:x}-{:x}\""), ring.id(),
                                           seq, static_cast<std::uint64_t>(time_ns));
    return {tag.data(), static_cast<std::size_t>(end - tag.data())};
}

http::response get_events(const site_context& c, const http::request& r) {
    constexpr std::array<std::string_view, 9> allowed{
        "after", "before", "since", "until", "limit", "source", "contains", "via", "format"};
    event_query query =
        parse_event_query(r.query, allowed, preferred_format(r.combined("accept").value_or("")));
    if (!query.error.empty()) return problem(400, query.error);
    const format_head head = head_of(query.format);
    http::response answer;
    answer.content_type = head.type;
    answer.fields = never_cached;
    answer.fields += "Vary: Accept\r\n";
    answer.fields += head.fields;
    answer.stream = std::make_unique<event_page>(c.store.ring, c.counts, std::move(query),
                                                 c.steady_now, c.base_path);
    return answer;
}

http::response get_event(const site_context& c, std::string_view seq) {
    const event_or_problem e = find_event(c.store.ring, seq);
    if (!e.found) return problem(e.status, e.detail);
    std::string body;
    exporting::append_json(body, *e.found);
    http::response answer = json_answer(std::move(body));
    answer.fields = "Cache-Control: no-cache\r\n";
    add_validators(answer, c, *e.found, true);
    return answer;
}

http::response get_payload(const site_context& c, std::string_view seq) {
    const event_or_problem e = find_event(c.store.ring, seq);
    if (!e.found) return problem(e.status, e.detail);
    http::response answer;
    answer.content_type = "application/octet-stream";
    answer.fields.reserve(fields_of_payload);
    answer.fields +=
        "Cache-Control: no-cache\r\nContent-Disposition: attachment; filename=\"event-";
    text::append_uint(answer.fields, e.found->seq);
    answer.fields += ".bin\"\r\n";
    answer.constant = e.found->payload;
    add_validators(answer, c, *e.found, false);
    answer.ranges = true;
    return answer;
}

http::response post_event(const site_context& c, const http::request& r) {
    if (!c.store.ring.fits(r.body.size())) {
        return problem(413, "The body is larger than the whole ring (--ring-size).");
    }
    // Made before it is true: what fails for want of memory has stored nothing.
    const std::uint64_t seq = c.store.ring.newest() + 1;
    http::response answer = json_answer(fmt::format("{{\"seq\":{}}}", seq), 201);
    answer.fields += fmt::format("Location: {}/api/v1/events/{}\r\n", c.base_path, seq);
    c.store.append(new_event(c, r, via::http));
    ++c.counts.http_posted;
    c.stored.notify();
    return answer;
}

http::response get_stream(const site_context& c, live_hub& hub, const http::request& r) {
    constexpr std::array<std::string_view, 5> allowed{"after", "source", "contains", "via",
                                                      "format"};
    event_query query = parse_event_query(r.query, allowed, event_format::sse, stream_formats);
    if (!query.error.empty()) return problem(400, query.error);
    const stream_form& form = stream_form_of(query.format);
    http::response answer;
    answer.content_type = form.type;
    answer.fields = never_cached;
    answer.fields += "X-Accel-Buffering: no\r\n";
    const std::uint64_t start = stream_start(c.store.ring, query, r);
    answer.endless = r.method == http::method::head;
    if (answer.endless) return answer;
    answer.stream =
        std::make_unique<live_stream>(c.store.ring, hub, c.counts, std::move(query.filter), start,
                                      c.steady_now, r.client, c.now_ns(), form);
    return answer;
}

http::response get_sources(const site_context& c, const events::source_names& names,
                           const http::request& r) {
    constexpr std::array<std::string_view, 1> allowed{"history"};
    const known_parameters given = parse_known(r.query, allowed);
    if (!given.error.empty()) return problem(400, given.error);
    std::size_t seconds = 0;
    if (!given.list.empty()) {
        constexpr std::size_t most = events::source_record::seconds_kept;
        seconds = text::parse_uint(given.list.front().second).value_or(0);
        if (seconds == 0 || seconds > most) {
            return problem(400, fmt::format("The parameter 'history' is a whole number of seconds "
                                            "from 1 to {}.",
                                            most));
        }
    }
    c.catch_up();
    const std::int64_t now_ns = c.now_ns();
    std::string body = "{\"time\":\"";
    text::append_utc_time(body, now_ns);
    body += "\",\"sources\":[";
    for (const auto& source : c.store.sources.list()) {
        if (body.back() != '[') body += ',';
        append_source(body, source, names.find(source.source), now_ns, seconds);
    }
    const auto& f = c.store.sources.forgotten();
    fmt::format_to(std::back_inserter(body),
                   "],\"forgotten\":{{\"sources\":{},\"events\":{},\"bytes\":{}}}}}", f.sources,
                   f.events, f.bytes);
    return json_answer(std::move(body));
}

} // namespace gateway::web
