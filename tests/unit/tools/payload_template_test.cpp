#include <doctest/doctest.h>

#include <limits>

#include "udp-sender/payload_template.hpp"

using namespace gateway::sender;

namespace {

constexpr std::uint64_t highest = std::numeric_limits<std::uint64_t>::max();

std::string rendered(std::string_view text, std::uint64_t number, std::int64_t unix_ns = 0) {
    std::string out;
    payload_template(text).render(out, number, unix_ns);
    return out;
}

} // namespace

TEST_CASE("payload_template: placeholders are replaced, all else stands as it is") {
    CHECK(rendered("event {n}", 42) == "event 42");
    CHECK(rendered("{n}{n}", 7) == "77");
    CHECK(rendered("{time} x", 1, 1'234'567'890) == "1970-01-01T00:00:01.234567890Z x");
    CHECK(rendered("{\"n\":{n}}", 5) == "{\"n\":5}");
    CHECK(rendered("{N} {n {} n} {tim}", 5) == "{N} {n {} n} {tim}");
    CHECK(rendered("", 5).empty());
    CHECK(rendered("{n}", highest) == "18446744073709551615");
}

TEST_CASE("payload_template: constant is what has no placeholder") {
    CHECK(payload_template("").constant());
    CHECK(payload_template("hello {N}").constant());
    CHECK_FALSE(payload_template("hello {n}").constant());
    CHECK_FALSE(payload_template("{time}").constant());
}

TEST_CASE("payload_template: longest counts the digits of the last number") {
    CHECK(payload_template("event {n}").longest(9) == 7);
    CHECK(payload_template("event {n}").longest(10) == 8);
    CHECK(payload_template("{n}{time}").longest(highest) == 50);
    CHECK(payload_template("").longest(highest) == 0);
}

TEST_CASE("payload_template: the number is read back from what was rendered") {
    for (const char* text : {"event {n}", "{n}", "{time} {n} x {n}", "1{n}a", "{n}.{time}"}) {
        const payload_template t(text);
        REQUIRE(t.numbered(highest, {}));
        for (const std::uint64_t number : {std::uint64_t{1}, std::uint64_t{1234567}, highest}) {
            std::string payload;
            t.render(payload, number, 1'700'000'000'123'456'789);
            CHECK(t.number_in(payload) == number);
            CHECK(t.number_in(payload + "....") == number);
        }
    }
}

TEST_CASE("payload_template: what was not rendered from it has no number") {
    const payload_template t("event {n}");
    CHECK_FALSE(t.number_in(""));
    CHECK_FALSE(t.number_in("event"));
    CHECK_FALSE(t.number_in("event "));
    CHECK_FALSE(t.number_in("event x"));
    CHECK_FALSE(t.number_in("Event 1"));
    CHECK_FALSE(t.number_in("event 18446744073709551616"));
    CHECK_FALSE(payload_template("{time}{n}").number_in("2026"));
}

TEST_CASE("payload_template: numbered says where the number can't be told") {
    CHECK_FALSE(payload_template("no number").numbered(1, {}));
    CHECK_FALSE(payload_template("{n}0").numbered(1, {}));      // 1 and then 0, or 10?
    CHECK_FALSE(payload_template("{n}{time}").numbered(1, {})); // begins with digits
    CHECK_FALSE(payload_template("{n}{n}").numbered(1, {}));
    // Cut through the digits.
    CHECK(payload_template("event {n}").numbered(9, 7));
    CHECK_FALSE(payload_template("event {n}").numbered(10, 7));
}
