#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/config_value.hpp"

namespace gateway::app {

// Values as a configuration file gives them, by the name of their option.
struct file_value {
    std::vector<std::string> values;
    std::string place; // "gateway.toml:3"
};

// What a configuration file says: values of options, and tables, which only a file can give.
struct config_file {
    std::map<std::string, file_value, std::less<>> options;
    std::map<std::string, config_value, std::less<>> tables; // by name: "redirects"
};

// Reads a TOML file: strings, whole numbers and booleans, and lists of them, for options; and the
// tables of config_tables.hpp. Throws usage_error (usage.hpp) with file, line and what is wrong:
// not readable, not TOML, not the name of an option or of a table.
config_file read_config_file(const std::string& path);

} // namespace gateway::app
