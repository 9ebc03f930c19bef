#include "web/decoded.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
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

// The code point of the UTF-8 sequence of two or three bytes at `at`; 0 for any other one.
unsigned code_point(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    if (byte(0) >> 5 == 6) return (byte(0) & 0x1fU) << 6 | (byte(1) & 0x3fU);
    if (byte(0) >> 4 != 14) return 0;
    return (byte(0) & 0xfU) << 12 | (byte(1) & 0x3fU) << 6 | (byte(2) & 0x3fU);
}

// What would be invisible, or would turn or break the line, in well-formed text.
bool is_unseen(unsigned c) {
    return (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

// A string of well-formed JSON, with an escape of JSON's own for each character that is not seen.
void append_string(std::string& out, std::string_view json) {
    for (std::size_t i = 0; i < json.size(); ++i) {
        const auto c = static_cast<unsigned char>(json[i]);
        const unsigned point = c < 0x80 ? c : c < 0xc0 ? 0 : code_point(json, i);
        if (!is_unseen(point)) {
            out.push_back(json[i]);
            continue;
        }
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", point);
        i += point < 0x80 ? 0 : point < 0x800 ? 1 : 2;
    }
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
        append_string(out, json.substr(i, end - i));
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
