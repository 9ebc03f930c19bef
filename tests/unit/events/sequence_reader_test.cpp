#include "events/sequence_reader.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>
#include <string>

#include "support/allocations.hpp"

using namespace gateway;
using events::sequence_reader;
using number = std::optional<std::uint64_t>;

namespace {

sequence_reader by_pattern(const std::string& pattern, unsigned bits = 64) {
    return sequence_reader{{pattern, {}, bits}};
}

sequence_reader by_json(const std::string& place) {
    return sequence_reader{{{}, place, 64}};
}

} // namespace

TEST_CASE("sequence_reader: udp-sender's own text and nothing else") {
    const sequence_reader r;
    CHECK_FALSE(r.is_configured());
    CHECK(r.number_in("event 1") == 1);
    CHECK(r.number_in("event 18446744073709551615") == 18'446'744'073'709'551'615U);
    CHECK(r.number_in("event 17.") == 17); // what --size fills up
    CHECK(r.number_in("event 17..............") == 17);
    for (const char* other :
         {"", "event", "event ", "event 0", "event 01", "event -1", "event x", "event 1 happened",
          "event 1\n", "event 21.5", "Event 1", "events 1", "event 18446744073709551616",
          "event 1.x", " event 1", "{\"seq\":1}", "seq=1"}) {
        CAPTURE(other);
        CHECK(r.number_in(other) == std::nullopt);
    }
    CHECK(r.number_in(std::string_view("event \0", 7)) == std::nullopt);
}

TEST_CASE("sequence_reader: a pattern with one group") {
    const sequence_reader r = by_pattern("seq=(\\d+)");
    CHECK(r.is_configured());
    CHECK(r.number_in("seq=42") == 42);
    CHECK(r.number_in("temp=1 seq=42 hum=3") == 42);
    CHECK(r.number_in("\xff\xfe seq=7") == 7);
    CHECK(r.number_in("event 42") == std::nullopt);
    CHECK(r.number_in("seq=99999999999999999999") == std::nullopt);
    CHECK(by_pattern("^(\\S+)").number_in("12x") == std::nullopt);
    CHECK(by_pattern("n=(\\d+)", 16).number_in("n=65535") == 65'535);
    CHECK(by_pattern("n=(\\d+)", 16).number_in("n=65536") == std::nullopt);
    CHECK(by_pattern("a(\\d*)|b").number_in("b") == std::nullopt); // the group took no part
}

TEST_CASE("sequence_reader: a field of JSON") {
    CHECK(by_json("seq").number_in("{\"t\":1,\"seq\":42}") == 42);
    CHECK(by_json("/head/seq").number_in("{\"head\":{\"seq\":\"42\"}}") == 42);
    CHECK(by_json("/a/1/n").number_in("{\"a\":[{},{\"n\":5}]}") == 5);
    CHECK(by_json("seq").number_in("event 5") == std::nullopt);
}

TEST_CASE("sequence_reader: what is no place is refused") {
    for (const char* pattern : {"seq=\\d+", "(a)(\\d+)", "(", "(?P<n>\\d+)(x)?"}) {
        CAPTURE(pattern);
        CHECK_THROWS_AS(by_pattern(pattern), std::runtime_error);
    }
    for (const char* place : {"/a~2", "/~"}) {
        CAPTURE(place);
        CHECK_THROWS_AS(by_json(place), std::runtime_error);
    }
}

TEST_CASE("sequence_reader: looking allocates nothing but in a pattern") {
    const sequence_reader own;
    const sequence_reader json = by_json("/head/seq");
    const std::size_t before = tests::allocations();
    for (int i = 0; i < 100; ++i) {
        CHECK(own.number_in("event 5") == 5);
        CHECK(json.number_in("{\"head\":{\"x\":[1,2,{}],\"seq\":5}}") == 5);
    }
    CHECK(tests::allocations() == before);
}
