#include "web/event_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "text/escape.hpp"
#include "text/number.hpp"
#include "text/percent.hpp"
#include "text/time.hpp"
#include "web/parameters.hpp"

namespace gateway::web {
namespace {

constexpr std::uint64_t max_json_limit = 1'000;
constexpr std::array<std::string_view, 5> format_names{"json", "ndjson", "csv", "pcap", "text"};

// Sets one value; what was expected, where it is none.
std::string_view set_value(event_query& q, std::string_view name, const std::string& value) {
    if (name == "after" || name == "before" || name == "limit") {
        const auto number = text::parse_uint(value);
        if (!number) return "a whole number";
        if (name == "limit" && *number == 0) return "a whole number from 1";
        (name == "after" ? q.after : name == "before" ? q.before : q.limit) = number;
    } else if (name == "since" || name == "until") {
        const auto time = text::parse_time(value);
        if (!time) return "a time in UTC (2026-11-23T17:00:00.25Z) or seconds since 1970";
        (name == "since" ? q.filter.since_ns : q.filter.until_ns) = time;
    } else if (name == "source") {
        q.filter.source = text::parse_source_filter(value);
        if (!q.filter.source) {
            return "an address, an address and port, or a block (192.0.2.7, 192.0.2.7:5000, "
                   "[2001:db8::1]:5000, 192.0.2.0/24)";
        }
    } else if (name == "contains") {
        q.filter.contains = value;
    } else if (name == "via") {
        for (const via v : {via::udp, via::http, via::redirect, via::capture}) {
            if (via_name(v) == value) q.filter.via = v;
        }
        if (!q.filter.via) return "udp, http, redirect or capture";
    } else if (name == "format") {
        const auto found = std::find(format_names.begin(), format_names.end(), value);
        if (found == format_names.end()) return "json, ndjson, csv, pcap or text";
        q.format = static_cast<event_format>(found - format_names.begin());
    }
    return {};
}

void keep(event_query& q, std::string_view name, std::string_view value) {
    if (name == "after" || name == "before") return;
    q.kept += '&';
    q.kept += name;
    q.kept += '=';
    text::append_percent_encoded(q.kept, value);
}

} // namespace

event_query parse_event_query(std::string_view query, std::span<const std::string_view> allowed,
                              event_format format) {
    event_query q;
    q.format = format;
    known_parameters parameters = parse_known(query, allowed);
    q.error = std::move(parameters.error);
    if (!q.error.empty()) return q;
    for (const auto& [name, value] : parameters.list) {
        if (const auto expected = set_value(q, name, value); !expected.empty()) {
            q.error = fmt::format("The parameter '{}' has the value '{}'; expected {}.", name,
                                  text::printable(value), expected);
        }
        if (!q.error.empty()) return q;
        keep(q, name, value);
    }
    if (q.format == event_format::json && q.limit > max_json_limit) {
        q.error = fmt::format("The parameter 'limit' is at most {} for json.", max_json_limit);
    }
    return q;
}

} // namespace gateway::web
