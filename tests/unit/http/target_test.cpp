#include "http/target.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace gateway;

namespace {

int status_of(const std::string& line) {
    http::request r;
    return http::parse_request_line(line, r).status;
}

using pairs = http::query_parameters;

} // namespace

TEST_CASE("target: a request line is a method and a target and a version") {
    http::request r;
    CHECK(http::parse_request_line("GET /a/b?c=d?e HTTP/1.1", r).status == 0);
    CHECK(r.target == "/a/b?c=d?e");
    CHECK(r.path == "/a/b");
    CHECK(r.query == "c=d?e");
    CHECK(r.host.empty());
    CHECK(r.minor_version == 1);
    CHECK(http::parse_request_line("GET http://h:1?q HTTP/1.0", r).status == 0);
    CHECK(r.path == "/");
    CHECK(r.query == "q");
    CHECK(r.host == "h:1");
    CHECK(r.minor_version == 0);
    CHECK(r.scheme == "http");
    CHECK(http::parse_request_line("GET HTTPS://[::1]:1/a HTTP/1.9", r).status == 0);
    CHECK(r.scheme == "https");
    CHECK(r.host == "[::1]:1");
    CHECK(r.minor_version == 1);
    CHECK(http::parse_request_line("GET /a/[b]?{c|d}^`\\ HTTP/1.1", r).status == 0);
    CHECK(r.query == "{c|d}^`\\");
    CHECK(r.scheme.empty());
    CHECK(http::parse_request_line("OPTIONS http://h HTTP/1.1", r).status == 0);
    CHECK(r.path == "*");
    CHECK(http::parse_request_line("OPTIONS * HTTP/1.1", r).status == 0);
    CHECK(r.path == "*");
    CHECK(r.host.empty());
}

TEST_CASE("target: path and query are to be had as they stand") {
    const auto raw = [](const std::string& target) {
        const std::string line = "GET " + target + " HTTP/1.1";
        http::request r;
        REQUIRE(http::parse_request_line(line, r).status == 0);
        return std::string(r.path_and_query());
    };
    for (const std::string target :
         {"/", "/?", "/a?", "/a??", "/a?b", "/a//b/../c/./d;e?x=1&&y#"}) {
        CAPTURE(target);
        const std::string kept = target.substr(0, target.find('#'));
        CHECK(raw(kept) == kept);
        CHECK(raw("http://h:1" + kept) == kept);
        CHECK(raw("HTTPS://[::1]" + kept) == kept);
    }
    CHECK(raw("http://h") == "");
    CHECK(raw("http://h?q") == "?q");
    // A URL that stands in the path is somebody else's, and is taken as it is.
    CHECK(raw("/w/http://h/{a}|b\\c^d`e[f]") == "/w/http://h/{a}|b\\c^d`e[f]");
    CHECK(status_of("GET /w/{}/http://h/ HTTP/1.1") == 400);
    CHECK(status_of("GET /w/http://h/<b> HTTP/1.1") == 400);
    CHECK(status_of("GET /w/http://h/\x80 HTTP/1.1") == 400);
    CHECK(status_of("GET /w/http://h/#a HTTP/1.1") == 400);
}

TEST_CASE("target: other request lines are refused") {
    for (const std::string line : {"",
                                   " ",
                                   "GET",
                                   "GET /",
                                   "GET / ",
                                   "/ HTTP/1.1",
                                   " GET / HTTP/1.1",
                                   "GET / HTTP/1.1 ",
                                   "GET  / HTTP/1.1",
                                   "GET / a HTTP/1.1",
                                   "GET / HTTP/1",
                                   "GET / HTTP/1.11",
                                   "GET / http/1.1",
                                   "GET / HTTP/a.b",
                                   "GET a HTTP/1.1",
                                   "GET /#a HTTP/1.1",
                                   "GET ftp://h/ HTTP/1.1",
                                   "GET http://u@h/ HTTP/1.1",
                                   "GET http://h:x/ HTTP/1.1",
                                   "GET /\"a HTTP/1.1",
                                   "GET /<a HTTP/1.1",
                                   "GET /a|b HTTP/1.1",
                                   "GET /a\\b HTTP/1.1",
                                   "GET /?<a HTTP/1.1",
                                   "GET /\x80 HTTP/1.1",
                                   "GET * HTTP/1.1",
                                   "G(T / HTTP/1.1",
                                   "GET http:// HTTP/1.1",
                                   "GET http:///a HTTP/1.1",
                                   "GET ** HTTP/1.1"}) {
        CAPTURE(line);
        CHECK(status_of(line) == 400);
    }
    CHECK(status_of("GET / HTTP/0.9") == 505);
    CHECK(status_of("CONNECT h:80 HTTP/1.1") == 501);
    CHECK(status_of("GET / HTTP/2.0") == 505);
}

TEST_CASE("target: a query is names and values in their order") {
    CHECK(http::parse_query("") == pairs{});
    CHECK(http::parse_query("a=1&b=2") == pairs{{"a", "1"}, {"b", "2"}});
    CHECK(http::parse_query("b=2&a=1&b=3") == pairs{{"b", "2"}, {"a", "1"}, {"b", "3"}});
    CHECK(http::parse_query("a") == pairs{{"a", ""}});
    CHECK(http::parse_query("a=&=b") == pairs{{"a", ""}, {"", "b"}});
    CHECK(http::parse_query("a=b=c") == pairs{{"a", "b=c"}});
    CHECK(http::parse_query("&&a=1&&") == pairs{{"a", "1"}});
    CHECK(http::parse_query("a%3D=b%26c&d+e=f%2Bg") == pairs{{"a=", "b&c"}, {"d e", "f+g"}});
    CHECK(http::parse_query("%00=%ff") == pairs{{std::string(1, '\0'), "\xff"}});
    for (const std::string wrong : {"%", "a=%4", "a=%zz", "a&b=%", "%f=1"}) {
        CAPTURE(wrong);
        CHECK_FALSE(http::parse_query(wrong));
    }
}
