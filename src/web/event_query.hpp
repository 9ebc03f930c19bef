#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "events/event_filter.hpp"

namespace gateway::web {

enum class event_format { json, ndjson, csv, pcap, text };

// What a query asks for:
// /api/v1/events?after=&before=&since=&until=&limit=&source=&contains=&via=&format=
struct event_query {
    std::optional<std::uint64_t> after;  // only events behind this sequence number
    std::optional<std::uint64_t> before; // only events before this one
    std::optional<std::uint64_t> limit;
    events::event_filter filter; // since and until in it
    event_format format = event_format::json;
    // The parameters that the next page has too, raw: "&limit=10&source=192.0.2.7"
    std::string kept;
    std::string error; // not empty: what is wrong with the query, one sentence that names it
};

// Reads a raw query in which only the parameters named in `allowed` may stand, each once. `format`
// is what it asks for where it does not say.
event_query parse_event_query(std::string_view query, std::span<const std::string_view> allowed,
                              event_format format = event_format::json);

} // namespace gateway::web
