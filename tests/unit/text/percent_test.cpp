#include "text/percent.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace gateway;
using namespace std::string_literals;

TEST_CASE("query_decode decodes once") {
    CHECK(text::query_decode("") == "");
    CHECK(text::query_decode("plain-text") == "plain-text");
    CHECK(text::query_decode("a%20b%2Fc%2fd") == "a b/c/d");
    CHECK(text::query_decode("%00%ff") == "\x00\xff"s);
    CHECK(text::query_decode("%2541") == "%41");
}

TEST_CASE("query_decode refuses a per cent sign without two digits") {
    for (const std::string wrong :
         {"%", "a%", "%4", "%4g", "%g4", "%%41", "%-1", "% 1", "%u0041"}) {
        CAPTURE(wrong);
        CHECK_FALSE(text::query_decode(wrong));
    }
    CHECK_FALSE(text::query_decode(std::string_view{"%41"}.substr(0, 2)));
}

TEST_CASE("query_decode reads a plus as a blank") {
    CHECK(text::query_decode("a+b%2Bc") == "a b+c");
    CHECK(text::query_decode("+") == " ");
}

TEST_CASE("decode_unreserved decodes what needs no encoding, once, and nothing else") {
    CHECK(text::decode_unreserved("") == "");
    CHECK(text::decode_unreserved("/%6civez%7E%2D%5f") == "/livez~-_");
    CHECK(text::decode_unreserved("%2F%2f%25%20%00%ff") == "%2F%2f%25%20%00%ff");
    CHECK(text::decode_unreserved("%2541") == "%2541");
    for (const std::string left : {"%", "a%", "%4", "%4g", "%g4", "%%2f", "%-1"}) {
        CHECK(text::decode_unreserved(left) == left);
    }
}

TEST_CASE("append_percent_encoded keeps the unreserved characters alone") {
    const std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string all;
    for (int i = 0; i < 256; ++i) {
        const auto c = static_cast<char>(i);
        all.push_back(c);
        std::string out = "kept";
        text::append_percent_encoded(out, std::string(1, c));
        CAPTURE(i);
        CHECK(out.size() == (unreserved.find(c) == std::string_view::npos ? 7U : 5U));
    }
    std::string encoded;
    text::append_percent_encoded(encoded, all);
    CHECK(text::query_decode(encoded) == all);
}

TEST_CASE("percent_decode decodes once and leaves a plus alone") {
    CHECK(text::percent_decode("a%20b+c%2B") == "a b+c+");
    CHECK(text::percent_decode("%2525") == "%25");
    CHECK(text::percent_decode("%00") == std::string(1, '\0'));
    CHECK(text::percent_decode("") == "");
    for (const std::string broken : {"%", "a%2", "%g0", "%0g", "%%41"}) {
        CAPTURE(broken);
        CHECK_FALSE(text::percent_decode(broken));
    }
}
