#include "app/config_file.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "app/config_tables.hpp"
#include "app/options.hpp"
#include "app/usage.hpp"
#include "text/escape.hpp"

namespace gateway::app {
namespace {

bool is_option(std::string_view name) {
    return std::any_of(options().begin(), options().end(),
                       [&](const option& o) { return o.name == name; });
}

const config_table* find_table(std::string_view name) {
    const auto tables = config_tables();
    const auto at = std::find_if(tables.begin(), tables.end(),
                                 [&](const config_table& t) { return t.name == name; });
    return at == tables.end() ? nullptr : &*at;
}

// `file` is the path as it is shown.
config_value convert(const toml::node& node, const std::string& file) {
    config_value out{fmt::format("{}:{}", file, node.source().begin.line), {}};
    if (const auto* text = node.as_string()) {
        out.content = text->get();
    } else if (const auto* number = node.as_integer()) {
        out.content = std::to_string(number->get());
    } else if (const auto* flag = node.as_boolean()) {
        out.content = std::string{flag->get() ? "true" : "false"};
    } else if (const auto* items = node.as_array()) {
        auto& list = out.content.emplace<config_value::list>();
        for (const toml::node& item : *items) list.push_back(convert(item, file));
    } else if (const auto* entries = node.as_table()) {
        auto& table = out.content.emplace<config_value::table>();
        for (const auto& [key, value] : *entries) {
            table.push_back({std::string{key.str()}, convert(value, file)});
        }
    } else {
        throw usage_error(out.place +
                          ": a date or a broken number is not a value of anything here");
    }
    return out;
}

file_value to_file_value(const config_value& value, std::string_view name) {
    file_value out{{}, value.place};
    if (const auto* text = value.as_text()) {
        out.values.push_back(*text);
        return out;
    }
    if (const auto* list = value.as_list()) {
        for (const config_value& item : *list) {
            if (const auto* text = item.as_text()) out.values.push_back(*text);
        }
        if (!list->empty() && out.values.size() == list->size()) return out;
    }
    throw usage_error(fmt::format(
        "{}: '{}' is not a text, a whole number, true, false or a list of them", out.place, name));
}

// Moves the entry of a table that is an option.
void take_option(config_file& out, const config_table& table, config_value& value) {
    auto* const entries = std::get_if<config_value::table>(&value.content);
    if (entries == nullptr || table.option_entry.empty()) return;
    const auto at = std::find_if(entries->begin(), entries->end(), [&](const config_entry& e) {
        return e.name == table.option_entry;
    });
    if (at == entries->end()) return;
    out.options.emplace(table.name, to_file_value(at->value, at->name));
    entries->erase(at);
}

config_file sort_out(const toml::table& content, const std::string& file) {
    config_file out;
    for (const auto& [key, node] : content) {
        const std::string name{key.str()};
        config_value value = convert(node, file);
        const config_table* const table = find_table(name);
        if (table != nullptr && (value.as_table() != nullptr || !is_option(name))) {
            take_option(out, *table, value);
            out.tables.emplace(name, std::move(value));
        } else if (is_option(name)) {
            out.options.emplace(name, to_file_value(value, name));
        } else {
            throw usage_error(fmt::format("{}: '{}' is not the name of an option", value.place,
                                          text::printable(name)));
        }
    }
    return out;
}

} // namespace

config_file read_config_file(const std::string& path) {
    const std::string shown = text::printable(path);
    std::ifstream file{path};
    file.peek(); // a folder can be opened, and is noticed only when it is read
    if (!file.is_open() || file.bad()) {
        throw usage_error(fmt::format("--config '{}' can't be read; expected a TOML file", shown));
    }
    const std::string source{std::istreambuf_iterator<char>{file}, {}};
    try {
        return sort_out(toml::parse(source), shown);
    } catch (const toml::parse_error& e) {
        const auto at = e.source().begin;
        throw usage_error(fmt::format("{}:{}:{}: {}", shown, at.line, at.column,
                                      text::printable(e.description())));
    }
}

} // namespace gateway::app
