#include "web/decoded.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace gateway::web {
namespace {

// Deeper levels are no longer indented further: 30,000 of them would make gigabytes of blanks.
constexpr std::size_t max_indented_levels = 8;

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void break_line(std::string& out, std::size_t level) {
    out.push_back('\n');
    out.append(2 * std::min(level, max_indented_levels), ' ');
}

// The end of the string that starts at `start`, behind its closing quote.
std::size_t string_end(std::string_view json, std::size_t start) {
    std::size_t i = start + 1;
    while (i < json.size() && json[i] != '"') i += json[i] == '\\' ? 2 : 1;
    return std::min(i + 1, json.size());
}

// `json` is well-formed.
std::string indent(std::string_view json) {
    std::string out;
    std::size_t level = 0;
    char last = 0;
    for (std::size_t i = 0; i < json.size();) {
        const char c = json[i];
        if (is_blank(c)) {
            ++i;
            continue;
        }
        const bool closing = c == '}' || c == ']';
        const bool opened = last == '{' || last == '[';
        if (closing) --level;
        if (last == ',' || opened != closing) break_line(out, level);
        const std::size_t end = c == '"' ? string_end(json, i) : i + 1;
        out.append(json, i, end - i);
        if (c == ':') out.push_back(' ');
        if (c == '{' || c == '[') ++level;
        last = c;
        i = end;
    }
    return out;
}

} // namespace

decoded decode(std::string_view payload) {
    const auto first = std::find_if_not(payload.begin(), payload.end(), is_blank);
    if (first == payload.end() || (*first != '{' && *first != '[')) return {};
    // The parser takes NUL for the end of its input and would not see what stands behind it.
    if (payload.find('\0') != std::string_view::npos) return {};
    if (!nlohmann::json::accept(payload)) return {};
    return {"JSON", indent(payload)};
}

} // namespace gateway::web
