#include "http/negotiation.hpp"

#include <doctest/doctest.h>

#include <string>

#include "http/request.hpp"

using namespace gateway;

TEST_CASE("negotiation: gzip is sent to those who want it (RFC 9110, 12.5.3)") {
    for (const std::string field : {"gzip",
                                    "GZIP",
                                    "x-gzip",
                                    "deflate, gzip",
                                    "gzip;q=1.0",
                                    "gzip; q=0.5",
                                    "*",
                                    "br,*;q=0.1",
                                    "identity;q=0, gzip;q=0.001",
                                    " gzip ,br",
                                    "gzip;q=0.5, *;q=0",
                                    "gzip ; q=0.5",
                                    "gzip;Q=1",
                                    "gzip, identity",
                                    "identity, gzip",
                                    "gzip;q=0.5, identity;q=0.5",
                                    "gzip;q=0.501, identity;q=0.5",
                                    "identity;q=0.5, *",
                                    "gzip;q=1.000",
                                    "gzip;q=1.",
                                    ",,gzip",
                                    "gzip;;q=1",
                                    "br;q=x, gzip",
                                    "*;q=0.5, identity;q=0",
                                    "gzip, gzip;q=0"}) {
        CAPTURE(field);
        CHECK(http::prefers_gzip(field));
    }
}

TEST_CASE("negotiation: gzip is not sent to those who want it less, or not at all") {
    for (const std::string field : {"",
                                    "br",
                                    "deflate",
                                    "gzip;q=0",
                                    "gzip;q=0.",
                                    "gzip;q=0.000",
                                    "*;q=0",
                                    "gzipped",
                                    "gzip;q=0, *",
                                    "identity",
                                    "not gzip",
                                    ",",
                                    ";q=1",
                                    "gzip;q=0.5, identity",
                                    "gzip;q=0.5, identity;q=0.501",
                                    "gzip;q=0.2, *;q=0.5",
                                    "gzip;q=0, identity;q=0",
                                    "identity;q=0",
                                    "identity;q=0, *;q=0",
                                    "\"gzip\"",
                                    "x=\"gzip, gzip\""}) {
        CAPTURE(field);
        CHECK_FALSE(http::prefers_gzip(field));
    }
}

TEST_CASE("negotiation: an element with a weight that is none is not there") {
    for (const std::string weight : {"q=", "q", "q=x", "q=1.001", "q=2", "q=-1", "q=0.0001", "q=.5",
                                     "q =1", "q= 1", "q=\"1\"", "q=1.0000", "q=01", "q=0,5"}) {
        CAPTURE(weight);
        CHECK_FALSE(http::prefers_gzip("gzip;" + weight));
        CHECK(http::preference_for("text/csv;" + weight, "text/csv").weight ==
              (weight == "q=0,5" ? 0 : 1000)); // as if there was no field
        CHECK(http::preference_for("text/plain, text/csv;" + weight, "text/csv").weight == 0);
    }
}

TEST_CASE("negotiation: the most exact media range decides (RFC 9110, 12.5.1)") {
    const auto weight = [](std::string_view accept, std::string_view type) {
        return http::preference_for(accept, type).weight;
    };
    constexpr std::string_view of_the_rfc =
        "text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, "
        "*/*;q=0.5";
    CHECK(weight(of_the_rfc, "text/plain") == 700);
    CHECK(weight(of_the_rfc, "text/html") == 300);
    CHECK(weight(of_the_rfc, "image/jpeg") == 500);
    CHECK(weight("", "text/html") == 1000);
    CHECK(weight("text/csv", "text/html") == 0);
    CHECK(weight("TEXT/CSV", "text/csv") == 1000);
    CHECK(weight("text/csv;header=present", "text/csv") == 1000);
    CHECK(weight("text/csv;x=\"a,b;q=0\"", "text/csv") == 1000);
    CHECK(weight("text/csv;x=\"a\\\",b\", text/html;q=0.5", "text/html") == 500);
    CHECK(weight("*/*, text/csv;q=0", "text/csv") == 0);
    CHECK(weight("text/*;q=0, */*", "text/csv") == 0);
    CHECK(weight("*/*;q=0", "text/csv") == 0);
    CHECK(weight("text/*", "textual/csv") == 0);
    CHECK(weight("*/csv", "text/csv") == 0);
    CHECK(weight("text", "text/csv") == 0);
    CHECK(weight("text/cs", "text/csv") == 0);
}

TEST_CASE("negotiation: an error is told in HTML unless JSON is what is wanted") {
    for (const std::string accept :
         {"application/json", "application/problem+json", "application/json, text/plain, */*",
          "application/json, text/html;q=0.9", "application/*", "*/*, text/html;q=0.5",
          "application/json;q=0.001", "application/json;q=0.5, */*;q=0.5",
          "text/html;q=0, application/*;q=0.1"}) {
        CAPTURE(accept);
        CHECK(http::prefers_json(accept));
    }
    for (const std::string accept :
         {"", "*/*", "text/html", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
          "application/json, text/html", "text/html, application/json", "image/*", "text/csv",
          "application/json;q=0.5, text/html;q=0.6", "application/json;q=0", "text/*, */*;q=0.1",
          "application/json;q=0.5, */*", "nonsense"}) {
        CAPTURE(accept);
        CHECK_FALSE(http::prefers_json(accept));
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
