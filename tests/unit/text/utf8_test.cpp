#include "text/utf8.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace gateway;

namespace {

// RFC 3629 read literally, one character at a time: how many bytes the lead announces, the number
// the bits make, and whether that number was to be written this way.
std::size_t reference_length(std::string_view bytes) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned lead = at(0);
    std::size_t length = 0;
    std::uint32_t value = 0;
    if (lead < 0x80) return 1;
    if ((lead & 0xe0) == 0xc0) length = 2, value = lead & 0x1f;
    if ((lead & 0xf0) == 0xe0) length = 3, value = lead & 0x0f;
    if ((lead & 0xf8) == 0xf0) length = 4, value = lead & 0x07;
    if (length == 0 || bytes.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xc0) != 0x80) return 0;
        value = value << 6 | (at(i) & 0x3f);
    }
    constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    if (value < smallest[length] || value > 0x10ffff) return 0;
    return value >= 0xd800 && value <= 0xdfff ? 0 : length;
}

bool reference(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t length = reference_length(bytes);
        if (length == 0) return false;
        bytes.remove_prefix(length);
    }
    return true;
}

// On its own piece of heap, so that the sanitizer sees a read behind the end.
bool is_utf8_exactly(std::string_view bytes) {
    const std::vector<char> exact(bytes.begin(), bytes.end());
    return text::is_utf8({exact.data(), exact.size()});
}

// Bytes on either side of every boundary that RFC 3629 draws.
constexpr std::string_view boundary_bytes{
    "\x00\x41\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc2\xdf\xe0\xe1\xec\xed\xee\xef\xf0\xf1\xf3"
    "\xf4\xf5\xf7\xf8\xfe\xff",
    28};

} // namespace

TEST_CASE("is_utf8 agrees with the reference on every text of up to two bytes") {
    CHECK(text::is_utf8(""));
    std::size_t differing = 0;
    for (int first = 0; first < 256; ++first) {
        const char one[] = {static_cast<char>(first)};
        if (is_utf8_exactly({one, 1}) != reference({one, 1})) ++differing;
        for (int second = 0; second < 256; ++second) {
            const char two[] = {one[0], static_cast<char>(second)};
            if (is_utf8_exactly({two, 2}) != reference({two, 2})) ++differing;
        }
    }
    CHECK(differing == 0);
}

TEST_CASE("is_utf8 agrees with the reference on all boundaries in three and four bytes") {
    std::size_t differing = 0;
    for (const char a : boundary_bytes) {
        for (const char b : boundary_bytes) {
            for (const char c : boundary_bytes) {
                const char three[] = {a, b, c};
                if (is_utf8_exactly({three, 3}) != reference({three, 3})) ++differing;
                for (const char d : boundary_bytes) {
                    const char four[] = {a, b, c, d};
                    if (is_utf8_exactly({four, 4}) != reference({four, 4})) ++differing;
                }
            }
        }
    }
    CHECK(differing == 0);
}

TEST_CASE("is_utf8 takes every scalar value and no surrogate") {
    std::size_t differing = 0;
    for (std::uint32_t value = 0x800; value <= 0x10ffff; ++value) {
        std::string bytes;
        const auto continuation = [&](int shift) {
            return static_cast<char>(0x80 | (value >> shift & 0x3f));
        };
        if (value < 0x10000) {
            bytes = {static_cast<char>(0xe0 | value >> 12), continuation(6), continuation(0)};
        } else {
            bytes = {static_cast<char>(0xf0 | value >> 18), continuation(12), continuation(6),
                     continuation(0)};
        }
        const bool surrogate = value >= 0xd800 && value <= 0xdfff;
        if (text::is_utf8(bytes) == surrogate) ++differing;
    }
    CHECK(differing == 0);
}

TEST_CASE("is_utf8 finds a wrong sequence at every place among eight-byte blocks") {
    const std::vector<std::string> samples{"\xc3\xa9",
                                           "\xe2\x82\xac",
                                           "\xf0\x9f\x98\x80",
                                           "\x80",
                                           "\xc3",
                                           "\xe2\x82",
                                           "\xf0\x9f\x98",
                                           "\xed\xa0\x80",
                                           "\xf4\x90\x80\x80",
                                           "\xf8\x88\x80\x80",
                                           "\xc0\x80",
                                           "\xff"};
    for (const std::string& sample : samples) {
        for (std::size_t before = 0; before < 20; ++before) {
            for (std::size_t after = 0; after < 20; ++after) {
                const std::string bytes =
                    std::string(before, 'a') + sample + std::string(after, 'z');
                CAPTURE(before);
                CAPTURE(after);
                CHECK(is_utf8_exactly(bytes) == reference(bytes));
            }
        }
    }
}
