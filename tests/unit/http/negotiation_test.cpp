#include "http/negotiation.hpp"

#include <doctest/doctest.h>

#include <string>

#include "http/request.hpp"

using namespace gateway;

TEST_CASE("negotiation: gzip is sent to those who take it") {
    for (const std::string field :
         {"gzip", "GZIP", "x-gzip", "deflate, gzip", "gzip;q=1.0", "gzip; q=0.5", "*", "br,*;q=0.1",
          "identity;q=0, gzip;q=0.001", " gzip ,br", "gzip;q=0.5, *;q=0"}) {
        CAPTURE(field);
        CHECK(http::accepts_gzip(field));
    }
    for (const std::string field : {"", "br", "deflate", "gzip;q=0", "gzip;q=0.000", "*;q=0",
                                    "gzipped", "gzip;q=0, *", "identity", "not gzip", ","}) {
        CAPTURE(field);
        CHECK_FALSE(http::accepts_gzip(field));
    }
}

TEST_CASE("negotiation: an entity tag is found in a list and compared weakly") {
    for (const std::string field :
         {"\"a\"", "W/\"a\"", "\"b\", \"a\"", "\"b\",W/\"a\" ", "*", "\"c\" , *"}) {
        CAPTURE(field);
        CHECK(http::none_match_names(field, "\"a\""));
    }
    for (const std::string field : {"", "a", "\"b\"", "\"a", "\"aa\"", "W/", ",", "\"a-gzip\""}) {
        CAPTURE(field);
        CHECK_FALSE(http::none_match_names(field, "\"a\""));
    }
}

TEST_CASE("request: header names are found in any case and the first one counts") {
    http::request r;
    r.headers = {{"Host", "h"}, {"x-a", "1"}, {"X-A", "2"}};
    CHECK(r.header("hOST") == "h");
    CHECK(r.header("X-A") == "1");
    CHECK(r.header("X").empty());
    CHECK(http::iequals("AbC-1", "aBc-1"));
    CHECK_FALSE(http::iequals("abc", "abcd"));
    CHECK_FALSE(http::iequals("@", "`")); // 0x40 and 0x60 differ in the bit of case only
    CHECK_FALSE(http::iequals("\xc4", "\xe4"));
}
