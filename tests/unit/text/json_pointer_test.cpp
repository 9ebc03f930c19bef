#include "text/json_pointer.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <random>
#include <string>

using gateway::text::json_pointer;
using number = std::optional<std::uint64_t>;

namespace {

number at(std::string_view place, std::string_view json) {
    return json_pointer::parse(place).value().find_uint(json);
}

} // namespace

TEST_CASE("json_pointer: members and elements") {
    CHECK(at("seq", "{\"seq\":7}") == 7);
    CHECK(at("/seq", " {\n \"a\" : [1,{\"seq\":2}] , \"seq\" : 7 , \"z\":1}") == 7);
    CHECK(at("/a/b/0", "{\"x\":{\"b\":1},\"a\":{\"c\":\"}\",\"b\":[9]}}") == 9);
    CHECK(at("/1", "[[1,2],3]") == 3);
    CHECK(at("/0/1", "[[1,2],3]") == 2);
    CHECK(at("/", "{\"\":5}") == 5);
    CHECK(at("/a~1b/c~0d", "{\"a/b\":{\"c~d\":3}}") == 3);
    CHECK(at("a/b", "{\"a/b\":3}") == 3); // a name
    CHECK(at("seq", "{\"seq\":\"18446744073709551615\"}") == 18'446'744'073'709'551'615U);
    CHECK(at("seq", "{\"t\":\"\\\\\",\"u\":\"\\\"seq\\\":1\",\"seq\":4}") == 4);
    CHECK(at("seq", "{\"a\":true,\"b\":null,\"c\":-1.5e3,\"seq\":4") == 4); // cut behind it
}

TEST_CASE("json_pointer: what is no whole number is none") {
    for (const char* json : {"",
                             "{",
                             "{}",
                             "[]",
                             "7",
                             "\"seq\"",
                             "{\"seq\"",
                             "{\"seq\":",
                             "{\"seq\":}",
                             "{\"seq\":-1}",
                             "{\"seq\":1.0}",
                             "{\"seq\":1e3}",
                             "{\"seq\":null}",
                             "{\"seq\":[1]}",
                             "{\"seq\":{}}",
                             "{\"seq\":\"\"}",
                             "{\"seq\":\"1",
                             "{\"a\":{\"seq\":1}}",
                             "{\"a\":\"seq\":1}",
                             "{\"a\":1]\"seq\":1}",
                             "{\"seq\":18446744073709551616}",
                             "{seq:1}",
                             "[\"seq\",1]",
                             "{\"a\":}",
                             "{\"a\"\"seq\":1}"}) {
        CAPTURE(json);
        CHECK(at("seq", json) == std::nullopt);
    }
    CHECK(at("/2", "[1,2]") == std::nullopt);
    CHECK(at("/0", "[]") == std::nullopt);
    CHECK(at("/x", "[1,2]") == std::nullopt);
}

TEST_CASE("json_pointer: what is no place") {
    for (const char* place : {"", "/a~", "/a~2"}) {
        CAPTURE(place);
        CHECK_FALSE(json_pointer::parse(place));
    }
}

TEST_CASE("json_pointer: any bytes may come, however deep") {
    CHECK(at("seq", "{\"a\":" + std::string(30'000, '[')) == std::nullopt);
    CHECK(at("seq",
             "{\"a\":" + std::string(30'000, '[') + std::string(30'000, ']') + ",\"seq\":1}") == 1);
    std::mt19937 random(1);
    constexpr std::string_view letters = "{}[]\",:\\seq1 ";
    for (int round = 0; round < 50'000; ++round) {
        std::string json = "{\"";
        for (std::size_t i = random() % 30; i > 0; --i) json += letters[random() % letters.size()];
        const std::string exact(json); // with an end that the sanitizer sees
        at("seq", exact);
        at("/0/seq", exact);
    }
}
