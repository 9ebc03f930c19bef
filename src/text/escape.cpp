#include "text/escape.hpp"

#include <array>

#include "text/hex.hpp"
#include "text/utf8.hpp"

namespace gateway::text {
namespace {

// What each byte of a JSON string becomes: 0 itself, 'u' a \u00XX, 'e' looked at together with
// the bytes behind it, any other character that character behind a backslash.
constexpr std::array<char, 256> json_escapes = [] {
    std::array<char, 256> table{};
    for (std::size_t i = 0; i < 0x20; ++i) table[i] = 'u';
    table[0x7f] = 'u';
    table['<'] = 'u';
    table['"'] = '"';
    table['\\'] = '\\';
    table['\b'] = 'b';
    table['\f'] = 'f';
    table['\n'] = 'n';
    table['\r'] = 'r';
    table['\t'] = 't';
    table[0xe2] = 'e';
    return table;
}();

bool is_line_separator(std::string_view at) {
    return at.starts_with("\xe2\x80\xa8") || at.starts_with("\xe2\x80\xa9");
}

// U+061C, U+200B to U+200F, U+2028 to U+202E, U+2066 to U+2069, U+FEFF, and the C1 controls.
bool is_deceptive(std::string_view c) {
    if (c.size() == 2) {
        return c == "\xd8\x9c" || (c[0] == '\xc2' && static_cast<unsigned char>(c[1]) < 0xa0);
    }
    if (c.size() != 3) return false;
    if (c == "\xef\xbb\xbf") return true;
    const auto last = static_cast<unsigned char>(c[2]);
    if (c.starts_with("\xe2\x80")) {
        return (last >= 0x8b && last <= 0x8f) || (last >= 0xa8 && last <= 0xae);
    }
    return c.starts_with("\xe2\x81") && last >= 0xa6 && last <= 0xa9;
}

std::size_t lead_length(unsigned char lead) {
    if (lead >= 0xf0) return 4;
    if (lead >= 0xe0) return 3;
    return lead >= 0xc0 ? 2 : 1;
}

constexpr std::array<bool, 256> is_markup = [] {
    std::array<bool, 256> table{};
    for (const unsigned char c : {'&', '<', '>', '"', '\''}) table[c] = true;
    return table;
}();

std::string_view html_escape(char markup) {
    switch (markup) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        default:
            return "&apos;";
    }
}

void append_byte(std::string& out, char c) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        case '\\':
            out += "\\\\";
            return;
        default:
            break;
    }
    if (c >= ' ' && c <= '~') {
        out.push_back(c);
        return;
    }
    out += "\\x";
    out.push_back(lower_hex_digits[byte >> 4]);
    out.push_back(lower_hex_digits[byte & 15]);
}

} // namespace

void append_json_string(std::string& out, std::string_view utf8) {
    std::size_t plain_from = 0;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto byte = static_cast<unsigned char>(utf8[i]);
        const char escape = json_escapes[byte];
        if (escape == 0) [[likely]]
            continue;
        if (escape == 'e' && !is_line_separator(utf8.substr(i))) continue;
        out.append(utf8, plain_from, i - plain_from);
        if (escape == 'e') {
            out += utf8[i + 2] == '\xa8' ? "\\u2028" : "\\u2029";
            i += 2;
        } else if (escape == 'u') {
            out += "\\u00";
            out.push_back(lower_hex_digits[byte >> 4]);
            out.push_back(lower_hex_digits[byte & 15]);
        } else {
            out.push_back('\\');
            out.push_back(escape);
        }
        plain_from = i + 1;
    }
    out.append(utf8, plain_from);
}

void append_html(std::string& out, std::string_view text) {
    std::size_t plain_from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!is_markup[static_cast<unsigned char>(text[i])]) [[likely]]
            continue;
        out.append(text, plain_from, i - plain_from);
        out += html_escape(text[i]);
        plain_from = i + 1;
    }
    out.append(text, plain_from);
}

void append_printable(std::string& out, std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size();) {
        const std::size_t length = lead_length(static_cast<unsigned char>(bytes[i]));
        const std::string_view character = bytes.substr(i, length);
        if (length > 1 && is_utf8(character) && !is_deceptive(character)) {
            out += character;
            i += length;
        } else {
            append_byte(out, bytes[i]);
            ++i;
        }
    }
}

std::string printable(std::string_view bytes) {
    std::string out;
    append_printable(out, bytes);
    return out;
}

} // namespace gateway::text
