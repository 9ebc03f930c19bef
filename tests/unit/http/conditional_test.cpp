#include "http/conditional.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gateway;
using http::precondition;

namespace {

constexpr std::string_view before = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr std::string_view same = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::string_view same_850 = "Sunday, 06-Nov-94 08:49:37 GMT";
constexpr std::string_view same_asctime = "Sun Nov  6 08:49:37 1994";
constexpr std::string_view after = "Sun, 06 Nov 1994 08:49:38 GMT";
constexpr std::int64_t modified = 784'111'777;
constexpr std::int64_t now = 1'795'507'200;

using fields = std::vector<http::header_field>;

http::request asking(fields headers, http::method method = http::method::get) {
    http::request r;
    r.method = method;
    r.headers = std::move(headers);
    return r;
}

struct row {
    fields headers;
    precondition of_get;
    precondition of_post;
};

constexpr auto holds = precondition::holds;
constexpr auto not_modified = precondition::not_modified;
constexpr auto failed = precondition::failed;

void check(const std::vector<row>& table, const http::validators& v) {
    for (const row& line : table) {
        std::string shown;
        for (const auto& h : line.headers)
            shown += std::string(h.name) + ": " + std::string(h.value) + "; ";
        CAPTURE(shown);
        CHECK(http::check_preconditions(asking(line.headers), v, now) == line.of_get);
        CHECK(http::check_preconditions(asking(line.headers, http::method::head), v, now) ==
              line.of_get);
        CHECK(http::check_preconditions(asking(line.headers, http::method::post), v, now) ==
              line.of_post);
    }
}

} // namespace

TEST_CASE("conditional: entity tags, compared strongly and weakly (RFC 9110, 13.1.1 and 13.1.2)") {
    const http::validators strong{"\"a\"", modified};
    check(
        {
            {{}, holds, holds},
            {{{"If-Match", "\"a\""}}, holds, holds},
            {{{"if-match", "\"b\", \"a\""}}, holds, holds},
            {{{"If-Match", "\"b\",\"a\",\"c\""}}, holds, holds},
            {{{"If-Match", "*"}}, holds, holds},
            {{{"If-Match", "\"b\""}}, failed, failed},
            {{{"If-Match", "W/\"a\""}}, failed, failed},
            {{{"If-Match", ""}}, failed, failed},
            {{{"If-Match", "a"}}, failed, failed},
            {{{"If-Match", "\"b\", *"}}, failed, failed},
            {{{"If-Match", "\"b\""}, {"If-Match", "\"a\""}}, holds, holds},
            {{{"If-None-Match", "\"a\""}}, not_modified, failed},
            {{{"If-None-Match", "W/\"a\""}}, not_modified, failed},
            {{{"IF-NONE-MATCH", "*"}}, not_modified, failed},
            {{{"If-None-Match", "\"b\" ,\t\"a\""}}, not_modified, failed},
            {{{"If-None-Match", ", ,\"b\",,\"a\","}}, not_modified, failed},
            {{{"If-None-Match", "\"b\""}, {"If-None-Match", "\"a\""}}, not_modified, failed},
            {{{"If-None-Match", "\"b\""}}, holds, holds},
            {{{"If-None-Match", "a"}}, holds, holds},
            {{{"If-None-Match", "\"a"}}, holds, holds},
            {{{"If-None-Match", "w/\"a\""}}, holds, holds},
            {{{"If-None-Match", "\"a\"x"}}, holds, holds},
            {{{"If-None-Match", "W/"}}, holds, holds},
            {{{"If-None-Match", "\"aa\""}}, holds, holds},
            {{{"If-None-Match", ""}}, holds, holds},
            {{{"If-None-Match", "\"b\", *"}}, holds, holds},
        },
        strong);
    check(
        {
            {{{"If-Match", "W/\"a\""}}, failed, failed},
            {{{"If-Match", "\"a\""}}, failed, failed},
            {{{"If-Match", "*"}}, holds, holds},
            {{{"If-None-Match", "W/\"a\""}}, not_modified, failed},
            {{{"If-None-Match", "\"a\""}}, not_modified, failed},
        },
        {"W/\"a\"", modified});
    check({{{{"If-None-Match", "\"x\", \"a,b\""}}, not_modified, failed},
           {{{"If-None-Match", "\"a\", \"b\""}}, holds, holds}},
          {"\"a,b\"", {}});
    check({{{{"If-Match", "*"}}, holds, holds},
           {{{"If-Match", "\"\""}}, failed, failed},
           {{{"If-None-Match", "*"}}, not_modified, failed},
           {{{"If-None-Match", "\"\""}}, holds, holds}},
          {});
}

TEST_CASE("conditional: dates (RFC 9110, 13.1.3 and 13.1.4)") {
    check(
        {
            {{{"If-Modified-Since", same}}, not_modified, holds},
            {{{"If-Modified-Since", same_850}}, not_modified, holds},
            {{{"If-Modified-Since", same_asctime}}, not_modified, holds},
            {{{"If-Modified-Since", after}}, not_modified, holds},
            {{{"If-Modified-Since", before}}, holds, holds},
            {{{"If-Modified-Since", "yesterday"}}, holds, holds},
            {{{"If-Modified-Since", "0"}}, holds, holds},
            {{{"If-Modified-Since", ""}}, holds, holds},
            {{{"If-Modified-Since", same}, {"If-Modified-Since", same}}, holds, holds},
            {{{"If-Unmodified-Since", same}}, holds, holds},
            {{{"If-Unmodified-Since", after}}, holds, holds},
            {{{"If-Unmodified-Since", before}}, failed, failed},
            {{{"If-Unmodified-Since", "Sunday, 06-Nov-94 08:49:36 GMT"}}, failed, failed},
            {{{"If-Unmodified-Since", "Sun Nov  6 08:49:36 1994"}}, failed, failed},
            {{{"If-Unmodified-Since", "soon"}}, holds, holds},
        },
        {"\"a\"", modified});
    check({{{{"If-Modified-Since", same}}, holds, holds},
           {{{"If-Unmodified-Since", before}}, holds, holds}},
          {"\"a\"", {}});
}

TEST_CASE("conditional: the order of RFC 9110, 13.2.2") {
    check(
        {
            // If-Match comes before If-Unmodified-Since, which it makes void.
            {{{"If-Unmodified-Since", before}, {"If-Match", "\"a\""}}, holds, holds},
            {{{"If-Unmodified-Since", after}, {"If-Match", "\"b\""}}, failed, failed},
            // If-None-Match comes before If-Modified-Since, which it makes void.
            {{{"If-Modified-Since", after}, {"If-None-Match", "\"b\""}}, holds, holds},
            {{{"If-Modified-Since", before}, {"If-None-Match", "\"a\""}}, not_modified, failed},
            {{{"If-Modified-Since", after}, {"If-None-Match", "rubbish"}}, holds, holds},
            // The first two come before the last two.
            {{{"If-None-Match", "\"a\""}, {"If-Match", "\"b\""}}, failed, failed},
            {{{"If-None-Match", "\"a\""}, {"If-Match", "\"a\""}}, not_modified, failed},
            {{{"If-Modified-Since", after}, {"If-Unmodified-Since", before}}, failed, failed},
            {{{"If-Modified-Since", after}, {"If-Unmodified-Since", after}}, not_modified, holds},
            {{{"If-None-Match", "\"a\""}, {"If-Unmodified-Since", before}}, failed, failed},
        },
        {"\"a\"", modified});
}

TEST_CASE("conditional: a range goes with exactly one state (RFC 9110, 13.1.5)") {
    const http::validators strong{"\"a\"", modified};
    const auto counts = [](std::string_view value, const http::validators& v) {
        return http::if_range_holds(asking({{"If-Range", value}}), v, now);
    };
    CHECK(http::if_range_holds(asking({}), strong, now));
    for (const std::string_view value : {std::string_view{"\"a\""}, same, same_850, same_asctime}) {
        CAPTURE(value);
        CHECK(counts(value, strong));
    }
    for (const std::string_view value :
         {std::string_view{"\"b\""}, std::string_view{"W/\"a\""}, before, after,
          std::string_view{"*"}, std::string_view{"a"}, std::string_view{""},
          std::string_view{"\"a\", \"a\""}, std::string_view{"\"a\" x"},
          std::string_view{"\"b\", \"a\""}}) {
        CAPTURE(value);
        CHECK_FALSE(counts(value, strong));
    }
    CHECK_FALSE(counts("W/\"a\"", {"W/\"a\"", modified}));
    CHECK_FALSE(counts("\"a\"", {"W/\"a\"", modified}));
    CHECK_FALSE(counts(same, {"\"a\"", {}}));
    CHECK_FALSE(counts("\"\"", {}));
    CHECK_FALSE(
        http::if_range_holds(asking({{"If-Range", "\"a\""}, {"If-Range", "\"a\""}}), strong, now));
}
