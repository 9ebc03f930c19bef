#pragma once

#include <span>
#include <string>
#include <string_view>

#include "gateway/config.hpp"

namespace gateway::app {

// One option of the gateway, wherever its value comes from.
struct option {
    std::string_view name;     // --ring-size, EVENT_GATEWAY_RING_SIZE, "ring-size = " in the file
    std::string_view argument; // "SIZE", as the help shows it; empty: --name alone says "true"
    std::string_view help;
    bool repeatable;
    // Sets a value; `first` is true for the first one of a repeatable option, which replaces the
    // default. Returns an empty text, or what was expected where `value` is not that.
    std::string_view (*set)(config& c, const std::string& value, bool first);
};

// All of them but --config, --help and --version, in the order of the help.
std::span<const option> options();

} // namespace gateway::app
