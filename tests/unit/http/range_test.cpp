#include "http/range.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

using namespace gateway;
using http::byte_range;
using verdict = http::range_set::verdict;

namespace {

// "0+5 8+2": where each range begins and how long it is; or what becomes of the field.
std::string parsed(std::string_view value, std::uint64_t size = 10'000) {
    const http::range_set set = http::parse_ranges(value, size);
    CHECK(set.ranges.empty() == (set.result != verdict::satisfiable));
    if (set.result == verdict::ignored) return "ignored";
    if (set.result == verdict::unsatisfiable) return "unsatisfiable";
    std::string text;
    for (const byte_range& r : set.ranges) {
        if (!text.empty()) text += ' ';
        text += std::to_string(r.first) + "+" + std::to_string(r.length);
    }
    return text;
}

struct row {
    std::string value, result;
};

} // namespace

TEST_CASE("range: the examples of RFC 9110, 14.1.2, of 10,000 bytes") {
    for (const auto& [value, result] : std::vector<row>{
             {"bytes=0-499", "0+500"},
             {"bytes=500-999", "500+500"},
             {"bytes=-500", "9500+500"},
             {"bytes=9500-", "9500+500"},
             {"bytes=0-0,-1", "0+1 9999+1"},
             {"bytes= 0-999, 4500-5499, -1000", "0+1000 4500+1000 9000+1000"},
             {"bytes=500-600,601-999", "500+500"},
             {"bytes=500-700,601-999", "500+500"},
         }) {
        CAPTURE(value);
        CHECK(parsed(value) == result);
    }
}

TEST_CASE("range: what lies beyond the end is cut off, or can't be satisfied") {
    const std::string huge(200, '9');
    for (const auto& [value, result] : std::vector<row>{
             {"bytes=0-", "0+10000"},
             {"bytes=0-10000", "0+10000"},
             {"bytes=9999-", "9999+1"},
             {"bytes=9999-9999", "9999+1"},
             {"bytes=5-" + huge, "5+9995"},
             {"bytes=-10000", "0+10000"},
             {"bytes=-10001", "0+10000"},
             {"bytes=-" + huge, "0+10000"},
             {"bytes=10000-", "unsatisfiable"},
             {"bytes=10000-10001", "unsatisfiable"},
             {"bytes=" + huge + "-", "unsatisfiable"},
             {"bytes=" + huge + "-" + huge, "unsatisfiable"},
             {"bytes=-0", "unsatisfiable"},
             {"bytes=-0,10000-", "unsatisfiable"},
             {"bytes=10000-,0-4", "0+5"},
             {"bytes=0-4,-0", "0+5"},
         }) {
        CAPTURE(value);
        CHECK(parsed(value) == result);
    }
    CHECK(parsed("bytes=0-0", std::numeric_limits<std::uint64_t>::max()) == "0+1");
    CHECK(parsed("bytes=0-", 1) == "0+1");
}

TEST_CASE("range: of nothing there is no part") {
    CHECK(parsed("bytes=0-", 0) == "unsatisfiable");
    CHECK(parsed("bytes=0-0", 0) == "unsatisfiable");
    CHECK(parsed("bytes=-0", 0) == "unsatisfiable");
    CHECK(parsed("bytes=-5", 0) == "ignored"); // satisfiable, but a 206 can't say so
}

TEST_CASE("range: what is not of the form is ignored") {
    for (const std::string value : {"",
                                    "bytes",
                                    "bytes=",
                                    "bytes=,",
                                    "bytes= , ",
                                    "0-4",
                                    "=0-4",
                                    "bytes:0-4",
                                    "bytes 0-4",
                                    "octets=0-4",
                                    "lines=1-2",
                                    "none",
                                    "bytes=0",
                                    "bytes=-",
                                    "bytes=a-b",
                                    "bytes=4-0",
                                    "bytes=0-4-5",
                                    "bytes=--4",
                                    "bytes=0--4",
                                    "bytes=+0-4",
                                    "bytes=0-+4",
                                    "bytes=0x0-4",
                                    "bytes=0 - 4",
                                    "bytes=0- 4",
                                    "bytes=0-4;",
                                    "bytes=0-4,x",
                                    "bytes=x,0-4",
                                    "bytes=5-9,4-0",
                                    "bytes=0-4, bytes=5-9",
                                    "bytes =0-4",
                                    "bytes=0.5-4",
                                    "bytes=0-4,,-"}) {
        CAPTURE(value);
        CHECK(parsed(value) == "ignored");
    }
}

TEST_CASE("range: the unit's case, blanks and empty elements say nothing") {
    CHECK(parsed("Bytes=0-4") == "0+5");
    CHECK(parsed("BYTES=0-4") == "0+5");
    CHECK(parsed("bytes=\t0-4 ,\t,, 10-14 ") == "0+5 10+5");
    CHECK(parsed("bytes=,0-4") == "0+5");
    CHECK(parsed("bytes=00-004") == "0+5");
}

TEST_CASE("range: ranges that overlap or touch are one, at the place of the first") {
    for (const auto& [value, result] : std::vector<row>{
             {"bytes=20-29,0-9", "20+10 0+10"},
             {"bytes=0-9,10-19", "0+20"},
             {"bytes=10-19,0-9", "0+20"},
             {"bytes=0-9,11-19", "0+10 11+9"},
             {"bytes=0-99,10-19", "0+100"},
             {"bytes=10-19,0-99", "0+100"},
             {"bytes=5-5,5-5,5-5", "5+1"},
             {"bytes=0-4,20-24,5-19", "0+25"},
             {"bytes=20-24,0-4,40-44,5-19", "0+25 40+5"},
             {"bytes=40-44,0-4,20-24,3-21", "40+5 0+25"},
             {"bytes=0-,-1", "0+10000"},
             {"bytes=0-5000,4000-,-3", "0+10000"},
         }) {
        CAPTURE(value);
        CHECK(parsed(value) == result);
    }
}

TEST_CASE("range: so many that nobody needs them are ignored") {
    std::string value = "bytes=0-0";
    for (std::size_t i = 1; i < http::max_ranges; ++i) {
        value += "," + std::to_string(2 * i) + "-" + std::to_string(2 * i);
    }
    CHECK(http::parse_ranges(value, 10'000).ranges.size() == http::max_ranges);
    CHECK(parsed(value + ",9000-9001") == "ignored");
    std::string same = "bytes=0-";
    for (int i = 0; i < 5000; ++i) same += ",0-";
    CHECK(parsed(same) == "ignored");
}
