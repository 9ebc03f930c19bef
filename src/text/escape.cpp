#include "text/escape.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

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

using eight_bytes = std::uint64_t; // the first of them is the lowest

constexpr eight_bytes each(unsigned char c) {
    return 0x0101010101010101U * c;
}

// The next three mark, in the highest bit of a byte, those of the lot that are special. Behind the
// first one that is, a byte may be marked that is none.
constexpr eight_bytes equal_to(char c, eight_bytes b) {
    return (b ^ each(static_cast<unsigned char>(c))) - each(1);
}
constexpr eight_bytes below(unsigned char c, eight_bytes b) { // not above 0x80
    return b - each(c);
}
constexpr eight_bytes above_0x7e(eight_bytes b) {
    return b | (b + each(1));
}

// Appends `bytes`: those that `special` does not mark as they stand, eight at a time, and for any
// other what `step(at, i)` writes to `at` for what stands at `i`. That is six bytes at the most; it
// returns how many it has read. A step may be asked for a byte that is not special.
template <class Special, class Step>
void append_stepwise(std::string& out, std::string_view bytes, Special special, Step step) {
    constexpr std::size_t most = sizeof(eight_bytes) + 6;
    char buffer[1024];
    char* at = buffer;
    for (std::size_t i = 0; i < bytes.size();) {
        if (at > buffer + sizeof buffer - most) {
            out.append(buffer, at);
            at = buffer;
        }
        eight_bytes eight = 0;
        if (bytes.size() - i >= sizeof eight) {
            std::memcpy(&eight, bytes.data() + i, sizeof eight);
            std::memcpy(at, &eight, sizeof eight);
            if constexpr (std::endian::native == std::endian::big) eight = __builtin_bswap64(eight);
            const eight_bytes marks = special(eight) & each(0x80);
            const auto plain = static_cast<std::size_t>(std::countr_zero(marks)) / 8;
            at += plain; // all eight where there are no marks
            i += plain;
            if (marks == 0) continue;
        }
        i += step(at, i);
    }
    out.append(buffer, at);
}

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

// Writes a byte as printable() shows it; returns where it ends.
char* write_byte(char* at, char c) {
    constexpr std::string_view named = "\n\r\t\\";
    constexpr std::string_view names = "nrt\\";
    const bool is_named = named.find(c) != std::string_view::npos;
    if (c >= ' ' && c <= '~' && !is_named) {
        *at++ = c;
        return at;
    }
    *at++ = '\\';
    if (is_named) {
        *at++ = names[named.find(c)];
        return at;
    }
    const auto byte = static_cast<unsigned char>(c);
    *at++ = 'x';
    *at++ = lower_hex_digits[byte >> 4];
    *at++ = lower_hex_digits[byte & 15];
    return at;
}

} // namespace

void append_json_string(std::string& out, std::string_view utf8) {
    const auto special = [](eight_bytes b) {
        return above_0x7e(b) | below(0x20, b) | equal_to('"', b) | equal_to('\\', b) |
               equal_to('<', b);
    };
    append_stepwise(out, utf8, special, [utf8](char*& at, std::size_t i) -> std::size_t {
        const auto byte = static_cast<unsigned char>(utf8[i]);
        const char escape = json_escapes[byte];
        if (escape == 'e' && is_line_separator(utf8.substr(i))) {
            at = std::copy_n(utf8[i + 2] == '\xa8' ? "\\u2028" : "\\u2029", 6, at);
            return 3;
        }
        if (escape == 'u') {
            at = std::copy_n("\\u00", 4, at);
            *at++ = lower_hex_digits[byte >> 4];
            *at++ = lower_hex_digits[byte & 15];
            return 1;
        }
        const bool escaped = escape != 0 && escape != 'e';
        *at = '\\';
        at += escaped;
        *at++ = escaped ? escape : utf8[i];
        return 1;
    });
}

void append_quotes_doubled(std::string& out, std::string_view text) {
    const auto special = [](eight_bytes b) { return equal_to('"', b); };
    append_stepwise(out, text, special, [text](char*& at, std::size_t i) -> std::size_t {
        *at = '"';
        at += text[i] == '"';
        *at++ = text[i];
        return 1;
    });
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
    const auto special = [](eight_bytes b) {
        return above_0x7e(b) | below(' ', b) | equal_to('\\', b);
    };
    append_stepwise(out, bytes, special, [&](char*& at, std::size_t i) -> std::size_t {
        const std::size_t length = lead_length(static_cast<unsigned char>(bytes[i]));
        const std::string_view character = bytes.substr(i, length);
        if (length > 1 && is_utf8(character) && !is_deceptive(character)) {
            at = std::copy(character.begin(), character.end(), at);
            return length;
        }
        at = write_byte(at, bytes[i]);
        return 1;
    });
}

std::string printable(std::string_view bytes) {
    std::string out;
    append_printable(out, bytes);
    return out;
}

} // namespace gateway::text
