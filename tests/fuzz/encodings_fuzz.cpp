// Base64, hexadecimal and numbers: what is written is read back, and what is read was written so.
#include <algorithm>
#include <string>

#include "fuzz/fuzz.hpp"
#include "text/base64.hpp"
#include "text/hex.hpp"
#include "text/number.hpp"

using namespace gateway;
using fuzz::require;

namespace {

std::string base64(std::string_view bytes) {
    std::string out;
    text::append_base64(out, bytes);
    return out;
}

void check_base64(std::string_view bytes) {
    require(text::decode_base64(base64(bytes)) == bytes, "Base64 gives the bytes back");
    const auto decoded = text::decode_base64(bytes);
    require(!decoded || base64(*decoded) == bytes, "Base64 has one form");
}

void check_hex(std::string_view bytes) {
    std::string digits;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        digits += {text::lower_hex_digits[byte >> 4], text::lower_hex_digits[byte & 15]};
    }
    require(text::decode_hex(digits) == bytes, "hexadecimal digits give the bytes back");
    if (const auto decoded = text::decode_hex(bytes)) {
        const auto blanks = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), ' '));
        require(decoded->size() * 2 + blanks == bytes.size(), "two digits are a byte");
    }
    std::string dump;
    text::append_hex_dump(dump, bytes);
    require(std::count(dump.begin(), dump.end(), '\n') ==
                static_cast<std::ptrdiff_t>((bytes.size() + 15) / 16),
            "a dump has a line for each 16 bytes");
    require(std::all_of(dump.begin(), dump.end(),
                        [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }),
            "a dump is printable ASCII");
}

void check_numbers(std::string_view text) {
    if (const auto number = text::parse_uint(text)) {
        const std::string_view digits =
            text.substr(std::min(text.find_first_not_of('0'), text.size()));
        require(std::to_string(*number) == (digits.empty() ? "0" : digits),
                "a number is its digits");
    }
    if (const auto size = text::parse_size(text)) {
        require(text[0] >= '0' && text[0] <= '9', "a size begins with a digit");
    }
    if (const auto time = text::parse_duration(text)) {
        require(time->count() >= 0, "no time is negative");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = fuzz::input(data, size).rest();
    check_base64(bytes);
    check_hex(bytes);
    check_numbers(bytes);
    return 0;
}
