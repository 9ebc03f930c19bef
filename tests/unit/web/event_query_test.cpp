#include "web/event_query.hpp"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <string>

using namespace gateway;
using web::event_format;

namespace {

constexpr std::array<std::string_view, 9> all{"after",  "before",   "since", "until", "limit",
                                              "source", "contains", "via",   "format"};

web::event_query parse(std::string_view query) {
    return web::parse_event_query(query, all);
}

} // namespace

TEST_CASE("event_query: an empty one asks for everything") {
    const auto q = parse("");
    CHECK(q.error.empty());
    CHECK_FALSE(q.after);
    CHECK_FALSE(q.before);
    CHECK_FALSE(q.limit);
    CHECK(q.filter.is_open());
    CHECK(q.format == event_format::json);
    CHECK(q.kept.empty());
}

TEST_CASE("event_query: every parameter is read") {
    const auto q = parse(
        "after=1&before=18446744073709551615&limit=1000&source=192.0.2.0/24&contains=a+b%00"
        "&via=capture&format=json");
    CHECK(q.error.empty());
    CHECK(q.after == 1U);
    CHECK(q.before == std::numeric_limits<std::uint64_t>::max());
    CHECK(q.limit == 1000U);
    CHECK(q.filter.source);
    CHECK(q.filter.contains == std::string("a b\0", 4));
    CHECK(q.filter.via == via::capture);
    for (const std::string name : {"json", "ndjson", "csv", "pcap", "text"}) {
        CHECK(parse("format=" + name).error.empty());
    }
    CHECK(parse("format=pcap").format == event_format::pcap);
    CHECK(parse("format=text&limit=1001").limit == 1001U);
}

TEST_CASE("event_query: the next page keeps all but the place") {
    const auto q = parse("after=5&contains=a%26b%20c&limit=3&before=9&source=[::1]:5");
    CHECK(q.error.empty());
    const std::string kept = q.kept;
    REQUIRE(kept.starts_with("&"));
    const auto again = parse(kept.substr(1));
    CHECK(again.error.empty());
    CHECK_FALSE(again.after);
    CHECK_FALSE(again.before);
    CHECK(again.limit == 3U);
    CHECK(again.filter.contains == "a&b c");
    CHECK(again.filter.source);
}

TEST_CASE("event_query: times are nanoseconds, and go along to the next page") {
    const auto q = parse("since=2026-11-23T17:00:00.000000001Z&until=1795453201.5&before=7");
    REQUIRE(q.error.empty());
    CHECK(q.filter.since_ns == 1'795'453'200'000'000'001);
    CHECK(q.filter.until_ns == 1'795'453'201'500'000'000);
    CHECK_FALSE(q.filter.is_open());
    const auto next = parse(std::string_view{q.kept}.substr(1));
    CHECK(next.error.empty());
    CHECK(next.filter.since_ns == q.filter.since_ns);
    CHECK(next.filter.until_ns == q.filter.until_ns);
    CHECK_FALSE(next.before);
}

TEST_CASE("event_query: errors name the parameter and are one printable line") {
    for (const std::string query :
         {"limit=0", "limit=1001", "limit=x", "limit=", "after=-1", "before=1e3", "source=x",
          "source=", "via=x", "via=UDP", "since=", "since=yesterday", "until=-1",
          "until=2026-11-23T17:00:00", "format=", "format=JSON", "limit=1&limit=1"}) {
        CAPTURE(query);
        const std::string name = query.substr(0, query.find('='));
        CHECK(parse(query).error.find("'" + name + "'") != std::string::npos);
    }
    CHECK(parse("colour=red").error.find("'colour'") != std::string::npos);
    CHECK_FALSE(parse("%").error.empty());
    CHECK_FALSE(parse("=").error.empty());
    for (const std::string query : {"a%0a%1b[2J=1", "limit=%0a%1b", "%ff=1", "via=%e2%80%ae"}) {
        CAPTURE(query);
        const std::string error = parse(query).error;
        CHECK_FALSE(error.empty());
        for (const char c : error) CHECK((c >= ' ' && c <= '~'));
    }
}

TEST_CASE("event_query: only the parameters of the resource are known") {
    constexpr std::array<std::string_view, 1> few{"after"};
    CHECK(web::parse_event_query("after=1", few).error.empty());
    CHECK_FALSE(web::parse_event_query("limit=1", few).error.empty());
    CHECK_FALSE(web::parse_event_query("after=1", {}).error.empty());
    CHECK(web::parse_event_query("", {}).error.empty());
}
