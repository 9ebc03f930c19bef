#include "text/hex.hpp"

#include <fmt/format.h>

#include <iterator>

namespace gateway::text {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<std::string> decode_hex(std::string_view digits) {
    std::string bytes;
    for (std::size_t i = 0; i < digits.size();) {
        if (digits[i] == ' ') {
            ++i;
            continue;
        }
        if (i + 1 == digits.size()) return std::nullopt;
        const int high = hex_digit(digits[i]);
        const int low = hex_digit(digits[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes.push_back(static_cast<char>(high * 16 + low));
        i += 2;
    }
    return bytes;
}

void append_hex_dump(std::string& out, std::string_view bytes) {
    constexpr std::size_t row_size = 16;
    for (std::size_t offset = 0; offset < bytes.size(); offset += row_size) {
        const std::string_view row = bytes.substr(offset, row_size);
        fmt::format_to(std::back_inserter(out), "{:08x} ", offset);
        for (std::size_t i = 0; i < row_size; ++i) {
            if (i == row_size / 2) out.push_back(' ');
            out.push_back(' ');
            const auto byte = i < row.size() ? static_cast<unsigned char>(row[i]) : 0;
            out.push_back(i < row.size() ? lower_hex_digits[byte >> 4] : ' ');
            out.push_back(i < row.size() ? lower_hex_digits[byte & 15] : ' ');
        }
        out += "  |";
        for (const char c : row) out.push_back(c >= ' ' && c <= '~' ? c : '.');
        out += "|\n";
    }
}

} // namespace gateway::text
