#include "text/time.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <cstdio>
#include <ctime>
#include <limits>
#include <string>

using namespace gateway;

namespace {

std::string utc_time(std::int64_t ns) {
    std::string out;
    text::append_utc_time(out, ns);
    return out;
}

// What the C library says about the same second.
std::string reference(std::int64_t seconds, const char* form) {
    const std::time_t at = seconds;
    std::tm parts{};
    gmtime_r(&at, &parts);
    char buffer[64];
    const std::size_t size = std::strftime(buffer, sizeof buffer, form, &parts);
    return {buffer, size};
}

} // namespace

TEST_CASE("append_utc_time writes RFC 3339 with nine digits") {
    CHECK(utc_time(0) == "1970-01-01T00:00:00.000000000Z");
    CHECK(utc_time(1) == "1970-01-01T00:00:00.000000001Z");
    CHECK(utc_time(1'795'453'200'123'456'789) == "2026-11-23T17:00:00.123456789Z");
    CHECK(utc_time(951'782'400'000'000'000) == "2000-02-29T00:00:00.000000000Z");
    CHECK(utc_time(999'999'999) == "1970-01-01T00:00:00.999999999Z");
}

TEST_CASE("append_utc_time holds for the ends of its range") {
    CHECK(utc_time(-1) == "1970-01-01T00:00:00.000000000Z");
    CHECK(utc_time(std::numeric_limits<std::int64_t>::min()) == "1970-01-01T00:00:00.000000000Z");
    CHECK(utc_time(std::numeric_limits<std::int64_t>::max()) == "2262-04-11T23:47:16.854775807Z");
}

TEST_CASE("append_utc_time and http_date agree with the C library") {
    // A prime number of seconds, so that every hour, weekday and month comes round.
    for (std::int64_t at = 0; at < 4'102'444'800; at += 1'999'993) {
        CAPTURE(at);
        CHECK(utc_time(at * 1'000'000'000) == reference(at, "%Y-%m-%dT%H:%M:%S.000000000Z"));
        std::string second = "it is ";
        text::append_utc_second(second, at);
        CHECK(second == reference(at, "it is %Y-%m-%dT%H:%M:%SZ"));
        CHECK(text::http_date(at) == reference(at, "%a, %d %b %Y %H:%M:%S GMT"));
    }
}

TEST_CASE("http_date gives the example of RFC 9110") {
    CHECK(text::http_date(784'111'777) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(text::http_date(0) == "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST_CASE("compact times: written as the C library has them, and read again") {
    for (const std::int64_t at : {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1},
                                  std::int64_t{1'440'490'812}, std::int64_t{951'782'400},
                                  std::int64_t{253'402'300'799}, std::int64_t{-62'135'596'800}}) {
        CAPTURE(at);
        std::string digits;
        text::append_compact_time(digits, at);
        CHECK(digits.size() == 14);
        if (at > -30'000'000'000) CHECK(digits == reference(at, "%Y%m%d%H%M%S"));
        CHECK(text::parse_compact_time(digits) == at);
    }
    CHECK(text::parse_compact_time("20150825082012") == 1'440'490'812);
    CHECK(text::parse_compact_time("00000101000000") == -62'167'219'200);
}

TEST_CASE("compact times: only a real time in fourteen digits is one") {
    for (const std::string wrong : {"",
                                    "2015",
                                    "20150825",
                                    "201508250820",
                                    "2015082508201",
                                    "201508250820122",
                                    "20150230000000",
                                    "20150431000000",
                                    "20150029000000",
                                    "20151301000000",
                                    "20150100000000",
                                    "20150132000000",
                                    "20150825240000",
                                    "20150825086000",
                                    "20150825082060",
                                    "19000229000000",
                                    "2015082508201a",
                                    "+2015082508201",
                                    " 2015082508201",
                                    "2015-08-25T08:",
                                    "-0150825082012",
                                    "２０１５"}) {
        CAPTURE(wrong);
        CHECK_FALSE(text::parse_compact_time(wrong));
    }
    CHECK(text::parse_compact_time("20000229235959"));
    CHECK(text::parse_compact_time("99991231235959") == 253'402'300'799);
}

TEST_CASE("parse_time: what append_utc_time() writes, shorter fractions, and seconds since 1970") {
    constexpr std::int64_t second = 1'795'453'200;
    CHECK(text::parse_time("2026-11-23T17:00:00.123456789Z") == second * 1'000'000'000 + 123456789);
    CHECK(text::parse_time("2026-11-23T17:00:00Z") == second * 1'000'000'000);
    CHECK(text::parse_time("2026-11-23t17:00:00.5z") == second * 1'000'000'000 + 500'000'000);
    CHECK(text::parse_time("1795453200") == second * 1'000'000'000);
    CHECK(text::parse_time("1795453200.000000001") == second * 1'000'000'000 + 1);
    CHECK(text::parse_time("0") == 0);
    CHECK(text::parse_time("1970-01-01T00:00:00Z") == 0);
    CHECK(text::parse_time("2261-12-31T23:59:59.999999999Z") == 9'214'646'399'999'999'999);
    CHECK(text::parse_time("9214646399.999999999") == 9'214'646'399'999'999'999);
    for (const std::string wrong : {"",
                                    ".",
                                    ".5",
                                    "1.",
                                    "-1",
                                    "+1",
                                    "1e9",
                                    " 1",
                                    "1795453200000",
                                    "9214646400",
                                    "99999999999999999999999",
                                    "1.1234567890",
                                    "1.5Z",
                                    "1795453200Z",
                                    "2026-11-23",
                                    "2026-11-23T17:00Z",
                                    "2026-11-23T17:00:00",
                                    "2026-11-23T17:00:00.Z",
                                    "2026-11-23T17:00:00.1234567890Z",
                                    "2026-11-23T17:00:00+00:00",
                                    "2026-11-23 17:00:00Z",
                                    "2026-02-29T17:00:00Z",
                                    "2026-11-23T24:00:00Z",
                                    "2026-11-23T17:00:60Z",
                                    "2026-11-23T17:00:00ZZ",
                                    "2026-1a-23T17:00:00Z",
                                    "1969-12-31T23:59:59Z",
                                    "2262-01-01T00:00:00Z"}) {
        CAPTURE(wrong);
        CHECK_FALSE(text::parse_time(wrong));
    }
    CHECK(text::parse_utc_time("2026-11-23T17:00:00.123456789Z"));
    CHECK_FALSE(text::parse_utc_time("2026-11-23t17:00:00.123456789Z"));
    CHECK_FALSE(text::parse_utc_time("2026-11-23T17:00:00Z"));
    CHECK_FALSE(text::parse_utc_time("1795453200"));
}
