#include "app/command_table.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include "app/usage.hpp"
#include "text/escape.hpp"
#include "text/number.hpp"

namespace gateway::app {
namespace {

// For a parameter without a pattern of its own: what can't be taken for an option, nor for anything
// that a careless program gives a meaning to.
constexpr const char* default_pattern = "[A-Za-z0-9_.:@/][-A-Za-z0-9_.:@/+,=]*";

[[noreturn]] void fail(const config_value& at, std::string_view name, std::string_view expected) {
    throw usage_error(fmt::format("{}: command '{}' is not valid; expected {}", at.place,
                                  text::printable(name), expected));
}

std::vector<std::string> read_argv(const config_value& value, std::string_view name) {
    std::vector<std::string> argv;
    if (const auto* list = value.as_list()) {
        for (const config_value& item : *list) {
            const std::string* const text = item.as_text();
            if (text == nullptr || text->find('\0') != std::string::npos) {
                fail(item, name, "arguments that are texts");
            }
            argv.push_back(*text);
        }
    }
    if (argv.empty() || argv.front().empty() || argv.front().starts_with('{')) {
        fail(value, name, "a list: a program, then its arguments");
    }
    return argv;
}

std::map<std::string, std::string> read_patterns(const config_value& value, std::string_view name) {
    const auto* entries = value.as_table();
    if (entries == nullptr) fail(value, name, "params = { NAME = \"PATTERN\" }");
    std::map<std::string, std::string> patterns;
    for (const auto& [parameter, content] : *entries) {
        const std::string* const text = content.as_text();
        if (text == nullptr) fail(content, name, "a pattern that is a text");
        RE2::Options quiet;
        quiet.set_log_errors(false);
        const RE2 pattern{*text, quiet};
        if (!pattern.ok()) {
            fail(content, name,
                 fmt::format("a pattern of RE2 for '{}': {}", text::printable(parameter),
                             text::printable(pattern.error())));
        }
        patterns.emplace(parameter, *text);
    }
    return patterns;
}

std::chrono::nanoseconds read_timeout(const config_value& value, std::string_view name) {
    const std::string* const text = value.as_text();
    const auto parsed = text ? text::parse_duration(*text) : std::nullopt;
    if (!parsed || *parsed < std::chrono::milliseconds{1} || *parsed > std::chrono::hours{24}) {
        fail(value, name, "a timeout from 1ms to 24h (500ms, 10s, 5m)");
    }
    return *parsed;
}

command read_command(const config_value& value, const std::string& name) {
    command c;
    c.name = name;
    if (const auto* fields = value.as_table()) {
        for (const auto& [field, content] : *fields) {
            if (field == "argv") {
                c.argv = read_argv(content, name);
            } else if (field == "params") {
                c.patterns = read_patterns(content, name);
            } else if (field == "timeout") {
                c.timeout = read_timeout(content, name);
            } else {
                fail(content, name, "argv, params and timeout");
            }
        }
        if (c.argv.empty()) fail(value, name, "argv = [...]");
    } else {
        c.argv = read_argv(value, name);
    }
    std::map<std::string, std::string> used;
    for (const std::string& argument : c.argv) {
        const std::string parameter{parameter_of(argument)};
        if (parameter.empty()) continue;
        const auto at = c.patterns.find(parameter);
        used.emplace(parameter, at == c.patterns.end() ? default_pattern : at->second);
    }
    for (const auto& [parameter, pattern] : c.patterns) {
        if (!used.contains(parameter)) {
            fail(value, name, fmt::format("'{{{}}}' as an argument", text::printable(parameter)));
        }
    }
    c.patterns = std::move(used);
    return c;
}

} // namespace

void set_commands(config& c, const config_value::table& entries) {
    c.content.commands.clear();
    for (const auto& [name, value] : entries) {
        if (!is_entry_name(name)) fail(value, name, entry_name_form);
        c.content.commands.push_back(read_command(value, name));
    }
}

} // namespace gateway::app
