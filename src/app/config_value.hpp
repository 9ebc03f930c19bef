#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gateway::app {

// A value of the configuration file, without the library that read it. Numbers and booleans are
// kept as the text that stands for them.
struct config_entry;
struct config_value {
    using list = std::vector<config_value>;
    using table = std::vector<config_entry>; // in the order of the names

    std::string place; // "gateway.toml:3", for error messages
    std::variant<std::string, list, table> content;

    const std::string* as_text() const { return std::get_if<std::string>(&content); }
    const list* as_list() const { return std::get_if<list>(&content); }
    const table* as_table() const { return std::get_if<table>(&content); }
};

struct config_entry {
    std::string name;
    config_value value;
};

// Whether an entry of a table can be asked for as a segment of a path: letters, digits and -_.~
bool is_entry_name(std::string_view name);
inline constexpr std::string_view entry_name_form = "a name of letters, digits and -_.~";

} // namespace gateway::app
