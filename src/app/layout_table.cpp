#include "app/layout_table.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <optional>

#include "app/usage.hpp"
#include "text/address.hpp"
#include "text/escape.hpp"
#include "text/number.hpp"

namespace gateway::app {
namespace {

// By the same rules as web/assets/decode/layout.js.
constexpr std::string_view step_form =
    R"((u8|i8|(?:[ui](?:16|32|64)|f(?:32|64))(?:le|be)?|bool|str|bytes|bits|pad))"
    R"((?:\[(\d{1,5})\])?(?:[ \t]+([A-Za-z_][A-Za-z0-9_./-]{0,63}))?)";
constexpr std::string_view blanks = " \t\r\n";
constexpr std::size_t max_entries = 1'000;
constexpr std::size_t max_chars = 4'000;
constexpr std::size_t max_steps = 200;
constexpr std::uint64_t max_count = 65'507;
constexpr std::uint64_t max_bits = 32;
constexpr std::string_view expected_source = R"("192.0.2.7", "192.0.2.7:5000", ":5000" or "*")";

[[noreturn]] void fail(const config_value& at, std::string_view source, std::string_view expected) {
    throw usage_error(fmt::format("{}: layout '{}' is not valid; expected {}", at.place,
                                  text::printable(source), expected));
}

std::string_view trimmed(std::string_view s) {
    const std::size_t from = s.find_first_not_of(blanks);
    if (from == std::string_view::npos) return {};
    return s.substr(from, s.find_last_not_of(blanks) - from + 1);
}

// What is wrong with one field; empty where nothing is.
std::string problem_of(std::string_view step, bool is_last, const RE2& form) {
    std::string type;
    std::string digits;
    std::string name;
    const std::string shown = text::printable(step.substr(0, 60));
    if (!RE2::FullMatch(step, form, &type, &digits, &name)) {
        return fmt::format("a type and a name, such as 'u16le volts', instead of '{}'", shown);
    }
    const std::optional<std::uint64_t> count = text::parse_uint(digits);
    const bool is_open = digits.empty();
    if (!is_open && (!count || *count == 0 || *count > max_count)) {
        return fmt::format("a count from 1 to {} in '{}'", max_count, shown);
    }
    if (name.empty() && type != "pad") return fmt::format("a name behind '{}'", shown);
    if (type == "bits" && (is_open || *count > max_bits)) {
        return fmt::format("1 to {} bits, such as 'bits[3] mode', instead of '{}'", max_bits,
                           shown);
    }
    if ((type == "str" || type == "bytes") && is_open && !is_last) {
        return fmt::format("a length in '{}', as only the last field takes all that is left",
                           shown);
    }
    return {};
}

std::string problem_of(std::string_view layout) {
    if (layout.size() > max_chars) return fmt::format("at most {} characters", max_chars);
    std::vector<std::string_view> steps;
    while (!layout.empty()) {
        const std::size_t end = std::min(layout.find_first_of(",;\n"), layout.size());
        const std::string_view step = trimmed(layout.substr(0, end));
        if (!step.empty()) steps.push_back(step);
        layout.remove_prefix(std::min(end + 1, layout.size()));
    }
    if (steps.empty() || steps.size() > max_steps) {
        return fmt::format("1 to {} fields, such as 'u8 kind'", max_steps);
    }
    const RE2 form{step_form};
    for (const std::string_view& step : steps) {
        std::string problem = problem_of(step, &step == &steps.back(), form);
        if (!problem.empty()) return problem;
    }
    return {};
}

// As the gateway shows sources and the page looks them up; nullopt where it is none of the forms.
std::optional<std::string> source_of(std::string_view name) {
    if (name == "*") return std::string{name};
    if (name.starts_with(':')) {
        const auto port = text::parse_uint(name.substr(1));
        if (!port || *port == 0 || *port > 65'535) return std::nullopt;
        return fmt::format(":{}", *port);
    }
    if (const auto endpoint = text::parse_endpoint(name)) return text::to_string(*endpoint);
    const auto address = text::parse_address(name);
    if (!address) return std::nullopt;
    std::string canonical;
    text::append_address(canonical, *address);
    return canonical;
}

} // namespace

void set_layouts(config& c, const config_value::table& entries) {
    c.content.layouts.clear();
    for (const auto& [name, value] : entries) {
        const std::optional<std::string> source = source_of(name);
        if (!source) fail(value, name, expected_source);
        const std::string* const text = value.as_text();
        if (text == nullptr) fail(value, name, "a text, such as \"u8 kind, u16le volts\"");
        const std::string problem = problem_of(*text);
        if (!problem.empty()) fail(value, name, problem);
        const auto same = [&](const layout& other) { return other.source == *source; };
        if (std::any_of(c.content.layouts.begin(), c.content.layouts.end(), same)) {
            fail(value, name, "each source once, in one of its spellings");
        }
        if (c.content.layouts.size() == max_entries) {
            fail(value, name, fmt::format("at most {} layouts", max_entries));
        }
        c.content.layouts.push_back({*source, *text});
    }
}

} // namespace gateway::app
