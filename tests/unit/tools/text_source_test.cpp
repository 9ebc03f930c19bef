#include <doctest/doctest.h>

#include "udp-sender/text_source.hpp"

using namespace gateway::sender;
using namespace std::chrono_literals;

namespace {

std::string next(payload_source& source) {
    std::string scratch = "left over";
    const next_payload got = source.next(scratch, 0s);
    REQUIRE(got.what == next_payload::state::ready);
    return std::string(got.bytes);
}

} // namespace

TEST_CASE("fixed_source: gives the same bytes again and again, cut or filled up") {
    fixed_source plain("ab", {}, '.');
    CHECK(next(plain) == "ab");
    CHECK(next(plain) == "ab");
    fixed_source filled("ab", 4, '\0');
    CHECK(next(filled) == std::string("ab\0\0", 4));
    fixed_source cut("abc", 1, '.');
    CHECK(next(cut) == "a");
    fixed_source empty("abc", 0, '.');
    CHECK(next(empty).empty());
}

TEST_CASE("text_source: numbers run from 1") {
    text_source source(payload_template("event {n}"), {});
    CHECK(next(source) == "event 1");
    CHECK(next(source) == "event 2");
}

TEST_CASE("text_source: is cut or filled up with dots") {
    text_source filled(payload_template("{n}"), 3);
    CHECK(next(filled) == "1..");
    text_source cut(payload_template("{n} long"), 2);
    CHECK(next(cut) == "1 ");
}

TEST_CASE("text_source: {time} goes on") {
    text_source source(payload_template("{time}"), {});
    const std::string first = next(source);
    CHECK(first.size() == 30);
    CHECK(next(source) >= first);
}

TEST_CASE("padding: text is filled up visibly, bytes with zeros") {
    CHECK(padding(payload_kind::text) == '.');
    CHECK(padding(payload_kind::lines) == '.');
    CHECK(padding(payload_kind::bytes) == '\0');
    CHECK(padding(payload_kind::file) == '\0');
    CHECK(padding(payload_kind::capture) == '\0');
}
