#include "web/decoded.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "support/gateway_api.hpp"

using namespace gateway;

TEST_CASE("decoded: JSON is indented and otherwise left as it was sent") {
    const auto d = web::decode(" {\"b\":[1,2.50,1e3],\"a\":{},\"c\":[ ],\"d\":\"x, {y} \\\" z\"} ");
    CHECK(d.decoder == "JSON");
    CHECK(d.text ==
          "{\n"
          "  \"b\": [\n"
          "    1,\n"
          "    2.50,\n"
          "    1e3\n"
          "  ],\n"
          "  \"a\": {},\n"
          "  \"c\": [],\n"
          "  \"d\": \"x, {y} \\\" z\"\n"
          "}");
}

TEST_CASE("decoded: what is no JSON object or array is left alone") {
    for (const std::string payload : {"", " ", "hello", "1", "\"text\"", "true", "{", "[1,]",
                                      "{\"a\":1} x", "{'a':1}", "[\"\xff\"]", "{\"a\":1}{}"}) {
        CAPTURE(payload);
        CHECK(web::decode(payload).decoder.empty());
        CHECK(web::decode(payload).text.empty());
    }
}

TEST_CASE("decoded: a bottomless payload costs no more than its size") {
    const std::size_t levels = 30'000;
    const std::string payload = std::string(levels, '[') + std::string(levels, ']');
    const auto d = web::decode(payload);
    CHECK(d.decoder == "JSON");
    CHECK(d.text.size() < 100 * payload.size());
    std::string back = d.text;
    back.erase(
        std::remove_if(back.begin(), back.end(), [](char c) { return c != '[' && c != ']'; }),
        back.end());
    CHECK(back == payload);
}

TEST_CASE("decode takes nothing for JSON that has a NUL in it") {
    using namespace std::string_literals;
    for (const std::string& payload : {"{}\0\""s, "{}\0}}}"s, "[1]\0"s, "[\"a\0b\"]"s}) {
        CAPTURE(payload);
        CHECK(web::decode(payload).decoder.empty());
    }
}

TEST_CASE("decode grows with the payload, however deep it goes") {
    const std::string deep = std::string(32'700, '[') + std::string(32'700, ']');
    CHECK(web::decode(deep).decoder == "JSON");
    CHECK(web::decode(deep).text.size() < deep.size() * 20);
}

TEST_CASE("decoded: what would not be seen, or would turn the line, is shown as JSON's escapes") {
    const auto shown = [](const std::string& text) {
        return web::decode("[\"" + text + "\"]").text;
    };
    CHECK(shown("a\xe2\x80\xae"
                "b\xe2\x81\xa6") == "[\n  \"a\\u202eb\\u2066\"\n]");
    CHECK(shown("\x7f\xc2\x85\xef\xbb\xbf") == "[\n  \"\\u007f\\u0085\\ufeff\"\n]");
    CHECK(shown("Gr\xc3\xbc\xc3\x9f"
                "e \xe6\x97\xa5 \xf0\x9f\x98\x80") ==
          "[\n  \"Gr\xc3\xbc\xc3\x9f"
          "e \xe6\x97\xa5 \xf0\x9f\x98\x80\"\n]");
}
