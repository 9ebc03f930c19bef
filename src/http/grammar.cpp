#include "http/grammar.hpp"

#include <algorithm>

namespace gateway::http {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

constexpr character_set token_characters{
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~"};

} // namespace

bool equal_but_for_case(const char* a, const char* b, std::size_t size) {
    return std::equal(a, a + size, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

bool is_token(std::string_view text) {
    return !text.empty() && token_characters.contains_all(text);
}

std::string_view take_token(std::string_view& text) {
    std::size_t end = 0;
    while (end < text.size() && token_characters.contains(text[end])) ++end;
    const std::string_view token = text.substr(0, end);
    text.remove_prefix(token.size());
    return token;
}

std::string_view take_quoted(std::string_view& text) {
    if (!text.starts_with('"')) return {};
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            const std::string_view quoted = text.substr(0, i + 1);
            text.remove_prefix(quoted.size());
            return quoted;
        }
    }
    return {};
}

std::string_view take_element(std::string_view& list, char separator) {
    std::size_t end = 0;
    while (end < list.size() && list[end] != separator) {
        std::string_view rest = list.substr(end);
        if (rest.front() != '"') {
            ++end;
        } else if (const std::string_view quoted = take_quoted(rest); !quoted.empty()) {
            end += quoted.size();
        } else {
            end = list.size(); // a quote that never ends
        }
    }
    const std::string_view element = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    return trim(element);
}

bool list_names(std::string_view list, std::string_view element) {
    while (!list.empty()) {
        if (iequals(take_element(list), element)) return true;
    }
    return false;
}

} // namespace gateway::http
