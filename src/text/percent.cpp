#include "text/percent.hpp"

#include "text/hex.hpp"

namespace gateway::text {
namespace {

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

std::optional<std::string> decode(std::string_view encoded, bool plus_is_blank) {
    std::string out;
    out.reserve(encoded.size());
    for (std::size_t i = 0; i < encoded.size(); ++i) {
        const char c = encoded[i];
        if (c == '+' && plus_is_blank) {
            out.push_back(' ');
        } else if (c == '%') {
            if (encoded.size() - i < 3) return std::nullopt;
            const int high = hex_digit(encoded[i + 1]);
            const int low = hex_digit(encoded[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out.push_back(static_cast<char>(high * 16 + low));
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
