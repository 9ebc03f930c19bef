#pragma once

#include <map>
#include <string>
#include <vector>

namespace gateway::app {

// Values as a configuration file gives them, by the name of their option.
struct file_value {
    std::vector<std::string> values;
    std::string place; // "gateway.toml:3"
};
using file_values = std::map<std::string, file_value, std::less<>>;

// Reads a TOML file: strings, whole numbers, true and false, and lists of them. Throws usage_error
// (usage.hpp) with file, line and what is wrong: not readable, not TOML, not the name of an option.
file_values read_config_file(const std::string& path);

} // namespace gateway::app
