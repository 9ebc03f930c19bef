#include "text/percent.hpp"

#include "text/hex.hpp"

namespace gateway::text {
namespace {

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

// The byte that "%XX" at the front of `text` stands for; -1 where it is none.
int decode_byte(std::string_view text) {
    if (text.size() < 3 || text.front() != '%') return -1;
    const int high = hex_digit(text[1]);
    const int low = hex_digit(text[2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::optional<std::string> decode(std::string_view encoded, bool plus_is_blank) {
    std::string out;
    out.reserve(encoded.size());
    for (std::size_t i = 0; i < encoded.size(); ++i) {
        const char c = encoded[i];
        if (c == '+' && plus_is_blank) {
            out.push_back(' ');
        } else if (c == '%') {
            const int byte = decode_byte(encoded.substr(i));
            if (byte < 0) return std::nullopt;
            out.push_back(static_cast<char>(byte));
            i += 2;
        } else {
            out.push_back(c);
        }
    }
    return out;
}

} // namespace

std::optional<std::string> percent_decode(std::string_view encoded) {
    return decode(encoded, false);
}

std::string decode_unreserved(std::string_view encoded) {
    std::string out;
    out.reserve(encoded.size());
    while (!encoded.empty()) {
        const int byte = decode_byte(encoded);
        const bool decoded = byte >= 0 && is_unreserved(static_cast<char>(byte));
        out.push_back(decoded ? static_cast<char>(byte) : encoded.front());
        encoded.remove_prefix(decoded ? 3 : 1);
    }
    return out;
}

std::optional<std::string> query_decode(std::string_view encoded) {
    return decode(encoded, true);
}

void append_percent_encoded(std::string& out, std::string_view bytes) {
    for (const char c : bytes) {
        if (is_unreserved(c)) {
            out.push_back(c);
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out.push_back('%');
        out.push_back(lower_hex_digits[byte >> 4]);
        out.push_back(lower_hex_digits[byte & 15]);
    }
}

} // namespace gateway::text
