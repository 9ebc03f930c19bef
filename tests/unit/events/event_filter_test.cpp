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
