#include "text/hex.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace gateway;
using namespace std::string_literals;

TEST_CASE("hex_digit knows 22 characters of 256") {
    const std::string_view known = "0123456789abcdefABCDEF";
    for (int i = 0; i < 256; ++i) {
        CAPTURE(i);
        const auto c = static_cast<char>(i);
        const auto at = known.find(c);
        const int expected =
            at == std::string_view::npos ? -1 : static_cast<int>(at < 16 ? at : at - 6);
        CHECK(text::hex_digit(c) == expected);
    }
}

TEST_CASE("decode_hex takes both cases and blanks between bytes") {
    CHECK(text::decode_hex("") == "");
    CHECK(text::decode_hex("68656c6c6f") == "hello");
    CHECK(text::decode_hex("68 65 6C6c 6F") == "hello");
    CHECK(text::decode_hex("  00ff  ") == "\x00\xff"s);
}

TEST_CASE("decode_hex refuses half bytes and other characters") {
    for (const std::string wrong :
         {"6", "686", "6 8", "0x68", "6g", "g6", "68,65", "68\n65", "\xff\xff"}) {
        CAPTURE(wrong);
        CHECK_FALSE(text::decode_hex(wrong));
    }
}

TEST_CASE("decode_hex names every byte") {
    for (int i = 0; i < 256; ++i) {
        const std::string digits = {text::lower_hex_digits[i / 16], text::lower_hex_digits[i % 16]};
        CHECK(text::decode_hex(digits) == std::string(1, static_cast<char>(i)));
    }
}

TEST_CASE("append_hex_dump writes the classic dump") {
    std::string out = "before\n";
    text::append_hex_dump(out, "0123456789abcdef\n\x7f\xff~ <"s);
    CHECK(out ==
          "before\n"
          "00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n"
          "00000010  0a 7f ff 7e 20 3c                                 |...~ <|\n");
}

TEST_CASE("append_hex_dump of nothing is nothing") {
    std::string out;
    text::append_hex_dump(out, "");
    CHECK(out.empty());
}

TEST_CASE("append_hex_dump counts its offsets in hexadecimal") {
    std::string out;
    text::append_hex_dump(out, std::string(65'507, '\0'));
    CHECK(out.find("\n0000ffe0  00 00 00 ") != std::string::npos);
    CHECK(out.ends_with("|...|\n"));
}
