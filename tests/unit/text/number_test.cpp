#include "text/number.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

using namespace gateway;
using namespace std::chrono_literals;

TEST_CASE("parse_uint takes decimal digits and nothing else") {
    CHECK(text::parse_uint("0") == 0U);
    CHECK(text::parse_uint("42") == 42U);
    CHECK(text::parse_uint("007") == 7U);
    CHECK(text::parse_uint("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
    for (const std::string wrong :
         {"", "-1", "-0", "+1", " 1", "1 ", "1.0", "1e3", "0x10", "a", "1a", "18446744073709551616",
          "99999999999999999999999", "\xd9\xa1"}) {
        CAPTURE(wrong);
        CHECK_FALSE(text::parse_uint(wrong));
    }
}

TEST_CASE("parse_uint does not read behind its view") {
    const std::string digits = "123456";
    CHECK(text::parse_uint(std::string_view{digits}.substr(0, 3)) == 123U);
    CHECK_FALSE(text::parse_uint(std::string_view{"1\0", 2}));
}

TEST_CASE("parse_size knows bytes and the three binary units") {
    CHECK(text::parse_size("0") == 0U);
    CHECK(text::parse_size("1024") == 1024U);
    CHECK(text::parse_size("1KiB") == 1024U);
    CHECK(text::parse_size("64MiB") == 64U << 20);
    CHECK(text::parse_size("3GiB") == 3ULL << 30);
    CHECK(text::parse_size("17179869183GiB") == 17179869183ULL << 30);
}

TEST_CASE("parse_size refuses signs, other units and what does not fit") {
    for (const std::string wrong :
         {"", "KiB", "-5", "-5MiB", "+5", "5 MiB", "5mib", "5MB", "5M", "5KB", "1.5MiB", "5KiBKiB",
          "17179869184GiB", "18446744073709551616"}) {
        CAPTURE(wrong);
        CHECK_FALSE(text::parse_size(wrong));
    }
}

TEST_CASE("parse_duration reads whole and decimal numbers of each unit") {
    CHECK(text::parse_duration("250ms") == 250ms);
    CHECK(text::parse_duration("10s") == 10s);
    CHECK(text::parse_duration("2m") == 2min);
    CHECK(text::parse_duration("3h") == 3h);
    CHECK(text::parse_duration("0s") == 0s);
    CHECK(text::parse_duration("0.5s") == 500ms);
    CHECK(text::parse_duration("1.5h") == 90min);
}

TEST_CASE("parse_duration gives every hundredth of a second exactly") {
    for (int hundredths = 0; hundredths < 1000; ++hundredths) {
        const std::string written = std::to_string(hundredths / 100) + "." +
                                    std::to_string(hundredths / 10 % 10) +
                                    std::to_string(hundredths % 10) + "s";
        CAPTURE(written);
        CHECK(text::parse_duration(written) == hundredths * 10ms);
    }
}

TEST_CASE("parse_duration refuses what is no duration") {
    for (const std::string wrong : {"",          "10",   "s",     "ms",   "-1s",
                                    "-0s",       "+1s",  "1 s",   " 1s",  "1sec",
                                    "1S",        "1e3s", "0x1s",  "infs", "nans",
                                    "infinitys", "1.s.", "1..5s", "1d",   "999999999999999999999h",
                                    "1,5s"}) {
        CAPTURE(wrong);
        CHECK_FALSE(text::parse_duration(wrong));
    }
}

TEST_CASE("number: appended and written as the C library does") {
    for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{9}, std::uint64_t{10},
                                       std::uint64_t{4'294'967'296}, UINT64_MAX}) {
        std::string out = "kept ";
        text::append_uint(out, number);
        CHECK(out == "kept " + std::to_string(number));
    }
    std::string digits = "......";
    text::write_digits(digits.data() + 1, 4, 42);
    CHECK(digits == ".0042.");
    text::write_digits(digits.data() + 1, 4, 1'234'567);
    CHECK(digits == ".4567.");
}

TEST_CASE("number: grouped by thousands") {
    CHECK(text::grouped(0) == "0");
    CHECK(text::grouped(999) == "999");
    CHECK(text::grouped(1'000) == "1,000");
    CHECK(text::grouped(1'234'567) == "1,234,567");
    CHECK(text::grouped(18'446'744'073'709'551'615U) == "18,446,744,073,709,551,615");
}
