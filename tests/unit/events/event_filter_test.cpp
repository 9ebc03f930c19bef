#include "events/event_filter.hpp"

#include <doctest/doctest.h>

#include <string_view>

using namespace gateway;
using namespace std::string_view_literals;

namespace {

event event_with(std::string_view payload, via way = via::udp) {
    event e;
    e.source = text::parse_address("192.0.2.7").value();
    e.source.port = 5000;
    e.payload = payload;
    e.via = way;
    return e;
}

} // namespace

TEST_CASE("event_filter: an open one lets everything through") {
    const events::event_filter open;
    CHECK(open.is_open());
    CHECK(open.matches(event_with("")));
    CHECK(open.matches(event_with("x", via::capture)));
}

TEST_CASE("event_filter: the payload has to contain the bytes") {
    events::event_filter filter;
    filter.contains = std::string("a\0b"sv);
    CHECK_FALSE(filter.is_open());
    CHECK(filter.matches(event_with("a\0b"sv)));
    CHECK(filter.matches(event_with("xxa\0bxx"sv)));
    CHECK_FALSE(filter.matches(event_with("ab")));
    CHECK_FALSE(filter.matches(event_with("a\0"sv)));
    CHECK_FALSE(filter.matches(event_with("")));
    CHECK_FALSE(filter.matches(event_with("A\0b"sv)));
}

TEST_CASE("event_filter: large payloads are looked at in pieces") {
    events::event_filter filter;
    filter.contains = "needle";
    const std::size_t piece = events::event_filter::piece;
    using verdict = events::event_filter::verdict;
    for (const std::size_t at : {std::size_t{0}, piece - 1, piece - 6, 2 * piece, 3 * piece - 6}) {
        std::string payload(3 * piece, 'x');
        payload.replace(at, 6, "needle");
        CAPTURE(at);
        CHECK(filter.matches(event_with(payload)));
        std::size_t searched = 0, looks = 1;
        while (filter.look(event_with(payload), searched) == verdict::unfinished) ++looks;
        CHECK(looks == at / piece + 1);
    }
    CHECK_FALSE(filter.matches(event_with(std::string(3 * piece, 'x'))));
}

TEST_CASE("event_filter: all that is asked for has to hold") {
    events::event_filter filter;
    filter.via = via::http;
    CHECK_FALSE(filter.is_open());
    CHECK_FALSE(filter.matches(event_with("x")));
    CHECK(filter.matches(event_with("x", via::http)));
    filter.source = text::parse_source_filter("192.0.2.7:5000");
    filter.contains = "x";
    CHECK(filter.matches(event_with("x", via::http)));
    CHECK_FALSE(filter.matches(event_with("y", via::http)));
    filter.source = text::parse_source_filter("192.0.2.7:5001");
    CHECK_FALSE(filter.matches(event_with("x", via::http)));
}
