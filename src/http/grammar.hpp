#pragma once

#include <string_view>

// The small words of RFC 9110, 5.6, of which field values are made. Plain functions.
namespace gateway::http {

// ASCII letters compared without regard to case.
bool iequals(std::string_view a, std::string_view b);

// Without the blanks and tabs around it (OWS).
std::string_view trim(std::string_view text);

// Control characters other than the tab: no line of a message contains one.
inline bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

// Not empty, and of nothing but letters, digits and !#$%&'*+-.^_`|~.
bool is_token(std::string_view text);

// Takes the longest token off the front of `text`; empty where it does not begin with one.
std::string_view take_token(std::string_view& text);

// Takes a quoted-string off the front of `text`, quotes included; empty where there is none.
std::string_view take_quoted(std::string_view& text);

// Takes the next element off a list, without the blanks around it; separators within quotes belong
// to the element. It may be empty.
std::string_view take_element(std::string_view& list, char separator = ',');

// Whether a comma-separated list has this element, compared without regard to case.
bool list_names(std::string_view list, std::string_view element);

} // namespace gateway::http
