#include "app/redirect_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "app/usage.hpp"
#include "http/authority.hpp"
#include "text/escape.hpp"
#include "text/number.hpp"

namespace gateway::app {
namespace {

constexpr std::string_view expected_target =
    "an http or https URL, or a path of this gateway, of at most 2000 bytes; {rest} may stand "
    "behind "
    "a / of its path, {query} behind a ?, each once";
constexpr std::string_view expected_entry =
    "a target, a list of them, a list of { target = \"...\", weight = N }, or { \"...\" = N }";
constexpr std::uint64_t max_weight = 1'000'000;
constexpr std::size_t max_target = 2'000;
constexpr std::string_view rest_hole = "{rest}";
constexpr std::string_view query_hole = "{query}";

[[noreturn]] void fail(const config_value& at, std::string_view name, std::string_view expected) {
    throw usage_error(fmt::format("{}: redirect '{}' is not valid; expected {}", at.place,
                                  text::printable(name), expected));
}

// What is left of "https://host:port/path" in front of the first byte that a request may choose has
// to settle where the browser goes: nobody makes a door to everywhere of this gateway.
bool has_settled_host(std::string_view url) {
    const std::string_view fixed = url.substr(0, url.find('{'));
    if (url.starts_with('/')) {
        return !url.starts_with("//") && (fixed.size() == url.size() || fixed.size() > 1);
    }
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!url.starts_with(scheme)) continue;
        const std::string_view rest = fixed.substr(scheme.size());
        const std::size_t end = rest.find_first_of("/?#");
        if (end == std::string_view::npos && fixed.size() != url.size()) return false;
        return http::parse_authority(rest.substr(0, end)).has_value();
    }
    return false;
}

// Whether each hole stands where what fills it can't change the meaning of what is around it: the
// rest as whole segments of the path, the query in the query or the fragment.
bool has_safe_holes(std::string_view url) {
    const std::size_t rest = url.find(rest_hole);
    const std::size_t query = url.find(query_hole);
    const std::size_t path_end = std::min(url.find_first_of("?#"), url.size());
    const std::size_t npos = std::string_view::npos;
    if (rest != npos && (rest != url.rfind(rest_hole) || rest > path_end)) return false;
    if (rest != npos && (rest == 0 || url[rest - 1] != '/')) return false;
    return query == npos || (query == url.rfind(query_hole) && query > path_end);
}

bool is_target(std::string_view url) {
    if (url.size() > max_target || !has_settled_host(url) || !has_safe_holes(url)) return false;
    while (!url.empty()) {
        constexpr std::string_view never = "\"<>\\^`{|}";
        const char c = url.front();
        if (url.starts_with(rest_hole)) {
            url.remove_prefix(rest_hole.size());
        } else if (url.starts_with(query_hole)) {
            url.remove_prefix(query_hole.size());
        } else if (c > ' ' && c <= '~' && never.find(c) == std::string_view::npos) {
            url.remove_prefix(1);
        } else {
            return false;
        }
    }
    return true;
}

std::uint32_t read_weight(const config_value& value, std::string_view name) {
    const std::string* const text = value.as_text();
    const auto weight = text ? text::parse_uint(*text) : std::nullopt;
    if (!weight || *weight == 0 || *weight > max_weight) {
        fail(value, name, "a weight from 1 to 1000000");
    }
    return static_cast<std::uint32_t>(*weight);
}

redirect_target read_target(const config_value& value, std::string_view name) {
    redirect_target target;
    const config_value* url = &value;
    if (const auto* fields = value.as_table()) {
        for (const auto& [field, content] : *fields) {
            if (field == "target") {
                url = &content;
            } else if (field == "weight") {
                target.weight = read_weight(content, name);
            } else {
                fail(content, name, expected_entry);
            }
        }
    }
    const std::string* const text = url->as_text();
    if (text == nullptr || !is_target(*text)) fail(*url, name, expected_target);
    target.url = *text;
    return target;
}

// Whether this is one target, rather than a table of targets with their weights.
bool names_target(const config_value& value) {
    const auto* fields = value.as_table();
    return fields == nullptr || std::any_of(fields->begin(), fields->end(), [](const auto& field) {
               return field.name == "target" || field.name == "weight";
           });
}

} // namespace

void set_redirects(config& c, const config_value::table& entries) {
    c.content.redirects.clear();
    for (const auto& [name, value] : entries) {
        if (!is_entry_name(name)) fail(value, name, entry_name_form);
        redirect r{name, {}};
        if (const auto* list = value.as_list()) {
            for (const config_value& item : *list) r.targets.push_back(read_target(item, name));
        } else if (names_target(value)) {
            r.targets.push_back(read_target(value, name));
        } else {
            for (const auto& [url, weight] : *value.as_table()) {
                const config_value target{weight.place, url};
                r.targets.push_back(read_target(target, name));
                r.targets.back().weight = read_weight(weight, name);
            }
        }
        if (r.targets.empty()) fail(value, name, expected_entry);
        const auto takes_rest = [](const redirect_target& t) {
            return t.url.find(rest_hole) != std::string::npos;
        };
        const auto takers = std::count_if(r.targets.begin(), r.targets.end(), takes_rest);
        if (takers != 0 && takers != std::ssize(r.targets)) {
            fail(value, name, "{rest} in each of the targets, or in none");
        }
        c.content.redirects.push_back(std::move(r));
    }
}

} // namespace gateway::app
