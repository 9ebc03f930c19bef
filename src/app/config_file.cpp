#include "app/config_file.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include "app/options.hpp"
#include "app/usage.hpp"
#include "text/escape.hpp"

namespace gateway::app {
namespace {

bool is_option(std::string_view name) {
    return std::any_of(options().begin(), options().end(),
                       [&](const option& o) { return o.name == name; });
}

std::optional<std::string> scalar(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* number = node.as_integer()) return std::to_string(number->get());
    if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
    return std::nullopt;
}

file_value read_value(const toml::node& node, std::string_view name, std::string place) {
    file_value out{{}, std::move(place)};
    if (const auto* list = node.as_array()) {
        for (const toml::node& item : *list) {
            if (const auto value = scalar(item)) out.values.push_back(*value);
        }
        if (!list->empty() && out.values.size() == list->size()) return out;
    } else if (const auto value = scalar(node)) {
        out.values.push_back(*value);
        return out;
    }
    throw usage_error(fmt::format(
        "{}: '{}' is not a text, a whole number, true, false or a list of them", out.place, name));
}

} // namespace

file_values read_config_file(const std::string& path) {
    const std::string shown = text::printable(path);
    std::ifstream file{path};
    file.peek(); // a folder can be opened, and is noticed only when it is read
    if (!file.is_open() || file.bad()) {
        throw usage_error(fmt::format("--config '{}' can't be read; expected a TOML file", shown));
    }
    const std::string source{std::istreambuf_iterator<char>{file}, {}};
    try {
        file_values values;
        for (const auto& [key, node] : toml::parse(source)) {
            std::string place = fmt::format("{}:{}", shown, node.source().begin.line);
            if (!is_option(key.str())) {
                throw usage_error(fmt::format("{}: '{}' is not the name of an option", place,
                                              text::printable(key.str())));
            }
            values.emplace(key.str(), read_value(node, key.str(), std::move(place)));
        }
        return values;
    } catch (const toml::parse_error& e) {
        const auto at = e.source().begin;
        throw usage_error(fmt::format("{}:{}:{}: {}", shown, at.line, at.column,
                                      text::printable(e.description())));
    }
}

} // namespace gateway::app
