#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "text/time.hpp"

using namespace gateway;

namespace {

constexpr std::int64_t in_1994 = 784'111'777;   // Sun, 06 Nov 1994 08:49:37 GMT, of RFC 9110, 5.6.7
constexpr std::int64_t in_2026 = 1'795'507'200; // Tue, 24 Nov 2026 08:00:00 GMT

} // namespace

TEST_CASE("http_date: the three forms of one date are the same second") {
    for (const std::string date : {"Sun, 06 Nov 1994 08:49:37 GMT",
                                   "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
        CAPTURE(date);
        CHECK(text::parse_http_date(date, in_2026) == in_1994);
    }
}

TEST_CASE("http_date: what http_date() writes is read back") {
    for (const std::int64_t second : {0L, -1L, 951'782'400L, 1'709'164'799L, 4'102'444'800L,
                                      253'402'300'799L, in_1994, in_2026}) {
        CAPTURE(second);
        CHECK(text::parse_http_date(text::http_date(second), in_2026) == second);
    }
}

TEST_CASE("http_date: asctime's day is padded with a blank") {
    CHECK(text::parse_http_date("Wed Nov 16 08:49:37 1994", 0) == in_1994 + 864'000);
    CHECK(text::parse_http_date("Wed Nov 30 08:49:37 1994", 0) == in_1994 + 24 * 86'400);
    CHECK_FALSE(text::parse_http_date("Sun Nov 6 08:49:37 1994", 0));
    CHECK_FALSE(text::parse_http_date("Sun Nov  16 08:49:37 1994", 0));
}

TEST_CASE("http_date: a year of two digits is at most fifty years ahead") {
    const auto year_in_2026 = [](const std::string& day_and_year) {
        const auto at = text::parse_http_date("Monday, " + day_and_year + " 08:00:00 GMT", in_2026);
        return at ? text::http_date(*at).substr(12, 4) : "none";
    };
    CHECK(year_in_2026("24-Nov-26") == "2026");
    CHECK(year_in_2026("01-Jan-00") == "2000");
    CHECK(year_in_2026("01-Jan-75") == "2075");
    CHECK(year_in_2026("23-Nov-76") == "2076");
    CHECK(year_in_2026("24-Nov-76") == "2076"); // fifty years to the second
    CHECK(year_in_2026("25-Nov-76") == "1976");
    CHECK(year_in_2026("01-Jan-77") == "1977");
    CHECK(year_in_2026("31-Dec-99") == "1999");
    CHECK(year_in_2026("29-Feb-96") == "1996");
    CHECK(year_in_2026("29-Feb-76") == "2076");
    // Late in a century the next one is near.
    constexpr std::int64_t in_2090 = 3'786'912'000;
    CHECK(text::http_date(*text::parse_http_date("Monday, 01-Jan-05 00:00:00 GMT", in_2090))
              .substr(12, 4) == "2105");
}

TEST_CASE("http_date: a leap second and a weekday of another date are accepted") {
    CHECK(text::parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT", 0) == 1'483'228'800);
    CHECK(text::parse_http_date("Mon, 06 Nov 1994 08:49:37 GMT", 0) == in_1994);
}

TEST_CASE("http_date: anything else is no date") {
    for (const std::string& date : std::vector<std::string>{
             "",
             "0",
             "784111777",
             "1994-11-06T08:49:37Z",
             "sun, 06 Nov 1994 08:49:37 GMT",
             "SUN, 06 NOV 1994 08:49:37 GMT",
             "Sun, 06 nov 1994 08:49:37 GMT",
             "Sun, 06 Nov 1994 08:49:37 gmt",
             "Sun, 06 Nov 1994 08:49:37",
             "Sun, 06 Nov 1994 08:49:37 UTC",
             "Sun, 06 Nov 1994 08:49:37 +0000",
             "Sun, 06 Nov 1994 08:49:37 GMT ",
             " Sun, 06 Nov 1994 08:49:37 GMT",
             "Sun,  06 Nov 1994 08:49:37 GMT",
             "Sun,06 Nov 1994 08:49:37 GMT",
             "Sun, 6 Nov 1994 08:49:37 GMT",
             "Sun, 06 Nov 94 08:49:37 GMT",
             "Sun, 06 Nov 1994 8:49:37 GMT",
             "Sun, 06 Nov 1994 08:49 GMT",
             "Sun, 06-Nov-94 08:49:37 GMT",
             "Sunday, 06 Nov 1994 08:49:37 GMT",
             "Sunday, 06-Nov-1994 08:49:37 GMT",
             "Sund, 06-Nov-94 08:49:37 GMT",
             "Sunday Nov  6 08:49:37 1994",
             "Sun Nov  6 08:49:37 1994 GMT",
             "Son, 06 Nov 1994 08:49:37 GMT",
             "Sun, 00 Nov 1994 08:49:37 GMT",
             "Sun, 31 Nov 1994 08:49:37 GMT",
             "Wed, 29 Feb 2023 08:49:37 GMT",
             "Sun, 06 Nov 1994 24:00:00 GMT",
             "Sun, 06 Nov 1994 08:60:37 GMT",
             "Sun, 06 Nov 1994 08:49:61 GMT",
             "Sun, -6 Nov 1994 08:49:37 GMT",
             "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
             "Sun",
             "Sun,",
             "Sunday",
             "Sunday,",
             std::string("Sun, 06 Nov 1994 08:49:37 GMT\0", 30),
         }) {
        CAPTURE(date);
        CHECK_FALSE(text::parse_http_date(date, in_2026));
    }
}
