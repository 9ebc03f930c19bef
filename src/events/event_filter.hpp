#pragma once

#include <optional>
#include <string>

#include "text/address.hpp"

namespace gateway::events {

// Which events a reader asks for; everything that is not set matches.
struct event_filter {
    std::optional<text::source_filter> source;
    std::optional<gateway::via> via;
    std::string contains; // bytes that the payload has to contain

    bool is_open() const { return !source && !via && contains.empty(); }
    bool matches(const event& e) const;
};

} // namespace gateway::events
