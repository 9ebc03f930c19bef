#pragma once

#include <array>
#include <string_view>

// The small words of RFC 9110, 5.6, of which field values are made. Plain functions.
namespace gateway::http {

// Characters to choose from, looked up in a table.
class character_set {
  public:
    constexpr explicit character_set(std::string_view characters) {
        for (const char c : characters) has_[static_cast<unsigned char>(c)] = true;
    }
    constexpr bool contains(char c) const { return has_[static_cast<unsigned char>(c)]; }
    constexpr bool contains_all(std::string_view text) const {
        for (const char c : text) {
            if (!contains(c)) return false;
        }
        return true;
    }

  private:
    std::array<bool, 256> has_{};
};

// ASCII letters compared without regard to case. Most names differ in length or in their first
// letter.
bool equal_but_for_case(const char* a, const char* b, std::size_t size);
inline bool iequals(std::string_view a, std::string_view b) {
    if (a.size() != b.size() || a.empty()) return a.size() == b.size();
    constexpr int but_for_case = 0xdf;
    return ((a[0] ^ b[0]) & but_for_case) == 0 && equal_but_for_case(a.data(), b.data(), a.size());
}

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
