#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/event.hpp"
#include "web/event_query.hpp"

namespace gateway::web {

// Events that a reader did not get, as they were evicted before: all numbers from `from` to `to`.
struct stream_gap {
    std::uint64_t from, to;
    std::uint64_t lost() const { return to - from + 1; }
};

// How a live stream writes what it has to tell.
struct stream_form {
    std::string_view type;       // of its content
    std::string_view header;     // what it begins with
    std::string_view keep_alive; // what means nothing, for a time without events; empty: nothing
    void (*append)(std::string& out, const event& e);
    // Nothing, where the form has no place for it.
    void (*append_gap)(std::string& out, const stream_gap& gap);
};

// Of sse, ndjson, csv and pcap.
const stream_form& stream_form_of(event_format format);

} // namespace gateway::web
