#include "web/capture_target.hpp"

#include <doctest/doctest.h>

#include <string>

#include "http/target.hpp"

using namespace gateway;

namespace {

// The URL of a target, or the status that it is refused with.
std::string url_of(const std::string& target) {
    const std::string line = "GET " + target + " HTTP/1.1";
    http::request r;
    REQUIRE(http::parse_request_line(line, r).status == 0);
    const auto at = web::parse_capture_target(r);
    if (at.why.status == 0) {
        CHECK(at.time_s.value_or(0) == (target.find("/timemap/") < 9 ? 0 : 1'440'490'812));
    }
    return at.why.status == 0 ? std::string(at.url) : std::to_string(at.why.status);
}

} // namespace

TEST_CASE("capture_target: any URL is taken byte by byte") {
    for (const std::string url :
         {"http://example.com/a//b/../c?x=1", "http://example.com", "http://example.com/?",
          "http://example.com/??", "?", "/", "//", "a", "http://u:p@[2001:db8::1]:80/%2F%00%zz%",
          "https://h/a;b=c,d&e=f+g", "http://h/web/20150825082012/http://i/", "HTTP://H/%41%61",
          "urn:isbn:0", "http://h/./../.../", "http://h?a/b?c", "http://h/{a}|\\^`[b]'*$!~"}) {
        CAPTURE(url);
        CHECK(url_of("/web/20150825082012/" + url) == url);
        CHECK(url_of("http://127.0.0.1:8080/web/20150825082012/" + url) == url);
        CHECK(url_of("/web/timemap/" + url) == url);
        CHECK(web::capture_address(1'440'490'812, url) == "/web/20150825082012/" + url);
        CHECK(web::timemap_address(url) == "/web/timemap/" + url);
    }
}

TEST_CASE("capture_target: what has no time or no URL is refused") {
    for (const std::string target :
         {"/web/2015/http://h/", "/web/20150230000000/http://h/", "/web//http://h/", "/web/x",
          "/web/20150825082012", "/web/20150825082012/", "/web/20150825082012?/http://h/",
          "/web/%320150825082012/http://h/", "/web/timemap", "/web/timemap/", "/web/Timemap/x",
          "/web/?", "/web//20150825082012/http://h/"}) {
        CAPTURE(target);
        CHECK(url_of(target) == "400");
    }
    // Whatever else finds its way to these routes: the prefix stands in the target, or nothing
    // does.
    CHECK(url_of("/w%65b/20150825082012/http://h/") == "404");
    CHECK(url_of("/web/time%6dap/http://h/") == "400");
}
