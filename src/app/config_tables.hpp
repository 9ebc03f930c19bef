#pragma once

#include <span>
#include <string_view>

#include "app/config_value.hpp"
#include "gateway/config.hpp"

namespace gateway::app {

// A table of the configuration file: what only a file can say.
struct config_table {
    std::string_view name; // "redirects": [redirects]
    // Sets what the table's entries say. Throws usage_error that names place, entry and what was
    // expected.
    void (*set)(config& c, const config_value::table& entries);
    // Where an option has the table's name: the entry that stands for it, as a file can't have both
    // under one name. set() does not see it.
    std::string_view option_entry = {};
};

std::span<const config_table> config_tables();

} // namespace gateway::app
