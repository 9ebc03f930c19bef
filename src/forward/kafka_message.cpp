#include "forward/kafka_message.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "text/address.hpp"
#include "text/time.hpp"

namespace gateway::forward {
namespace {

constexpr std::array known_ways{via::udp, via::http, via::redirect, via::capture};

std::optional<via> parse_via(std::string_view name) {
    const auto* const at = std::find_if(known_ways.begin(), known_ways.end(),
                                        [&](via v) { return via_name(v) == name; });
    return at == known_ways.end() ? std::nullopt : std::optional{*at};
}

// What HTTP lets into a field's value: it becomes one again where a capture is shown.
bool is_field_value(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
}

// What a request target may hold, as far as it matters to headers and links.
bool is_url(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

std::optional<std::int64_t> parse_int(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = ec == std::errc{} && end == text.data() + text.size();
    return whole ? std::optional{value} : std::nullopt;
}

// In a year of four digits: there is an address for no other one.
std::optional<std::int64_t> parse_captured(std::string_view text) {
    constexpr std::int64_t first = -62'167'219'200, last = 253'402'300'799;
    const auto time_s = parse_int(text);
    return time_s && *time_s >= first && *time_s <= last ? time_s : std::nullopt;
}

// Takes what `parse` makes of a text; false where that is nothing.
template <class Value, class Parse>
bool take(Value& into, const Parse& parse, std::string_view text) {
    const auto parsed = parse(text);
    if (parsed) into = *parsed;
    return parsed.has_value();
}

// Which of the headers that every message needs were there.
struct needed {
    bool time = false, via = false, source = false, url = false, captured_s = false;
};

bool take_header(event_fields& e, needed& found, const message_header& h) {
    if (h.name == "time") return found.time = take(e.time_ns, text::parse_utc_time, h.value);
    if (h.name == "via") return found.via = take(e.via, parse_via, h.value);
    if (h.name == "source") return found.source = take(e.source, text::parse_endpoint, h.value);
    if (h.name == "local") return take(e.local, text::parse_endpoint, h.value);
    if (h.name == "captured_s")
        return found.captured_s = take(e.captured_s, parse_captured, h.value);
    if (h.name == "content_type") {
        e.content_type = h.value;
        return is_field_value(h.value);
    }
    if (h.name == "url") {
        e.url = h.value;
        return found.url = is_url(h.value);
    }
    return true;
}

} // namespace

message_writer::message_writer(std::string gateway) : gateway_(std::move(gateway)) {
    write_source({});
    write_local({});
}

void message_writer::write_source(const endpoint& source) {
    source_ = source;
    key_.clear();
    text::append_address(key_, source);
    source_text_.clear();
    text::append_endpoint(source_text_, source);
}

void message_writer::write_local(const endpoint& local) {
    local_ = local;
    local_text_.clear();
    text::append_endpoint(local_text_, local);
}

kafka_message message_writer::write(const event& e) {
    if (e.source != source_) write_source(e.source);
    if (e.local != local_) write_local(e.local);
    seq_.clear();
    fmt::format_to(std::back_inserter(seq_), FMT_COMPILE("{}"), e.seq);
    time_.clear();
    text::append_utc_time(time_, e.time_ns);

    std::size_t count = 0;
    const auto add = [&](std::string_view name, std::string_view value) {
        headers_[count++] = {name, value};
    };
    add("seq", seq_);
    add("time", time_);
    add("via", via_name(e.via));
    add("source", source_text_);
    add("local", local_text_);
    add("gateway", gateway_);
    if (!e.content_type.empty()) add("content_type", e.content_type);
    if (e.via == via::capture) {
        captured_s_.clear();
        fmt::format_to(std::back_inserter(captured_s_), FMT_COMPILE("{}"), e.captured_s);
        add("url", e.url);
        add("captured_s", captured_s_);
    }
    return {key_, e.payload, e.time_ns / 1'000'000, {headers_.data(), count}};
}

std::optional<event_fields> read_message(std::span<const message_header> headers,
                                         std::string_view value) {
    event_fields e;
    needed found;
    for (const message_header& h : headers) {
        if (!take_header(e, found, h)) return std::nullopt;
    }
    if (!found.time || !found.via || !found.source) return std::nullopt;
    if (e.via == via::capture && (!found.url || !found.captured_s)) return std::nullopt;
    e.payload = value;
    return e;
}

} // namespace gateway::forward
