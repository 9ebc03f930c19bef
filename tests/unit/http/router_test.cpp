#include "http/router.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gateway;
using http::method;

namespace {

using enum http::route::answers;
using enum http::route::query;

http::response nothing(http::request&, std::string_view) {
    return {};
}

const std::vector<http::route> table{
    {"/", get, none, nothing},
    {"/events/{}", get, none, nothing},
    {"/api/events", get, own, nothing},
    {"/api/events", post, none, nothing},
    {"/api/events/{}", get, none, nothing},
    {"/api/events/{}/payload", get, none, nothing},
    {"/drop", post, none, nothing},
    {"/files/{*}", get, none, nothing},
    {"/web/{*}", get, own, nothing},
    {"/web/{*}", put, own, nothing},
};

// The pattern of the route that answers, "405" or "404".
std::string found(std::string_view path, method m = method::get) {
    const auto match = http::find_route(table, path, m);
    if (match.found == nullptr) return "404";
    return match.allowed ? std::string(match.found->pattern) : "405";
}

} // namespace

TEST_CASE("router: finds whole paths only") {
    CHECK(found("/") == "/");
    CHECK(found("/api/events") == "/api/events");
    for (const std::string path : {"", "//", "/x", "/api", "/api/", "/api/events/", "/API/events",
                                   "/api/events/1/", "/api/events//payload", "/events", "/events/",
                                   "/api/events/1/payload/", "/api/events/1/2", "*"}) {
        CAPTURE(path);
        CHECK(found(path) == "404");
    }
}

TEST_CASE("router: gives the variable part as it stands") {
    CHECK(found("/events/42") == "/events/{}");
    CHECK(http::find_route(table, "/events/42", method::get).parameter == "42");
    CHECK(http::find_route(table, "/events/%2F", method::get).parameter == "%2F");
    CHECK(http::find_route(table, "/api/events/7/payload", method::head).parameter == "7");
    CHECK(found("/api/events/7/payload") == "/api/events/{}/payload");
    CHECK(found("/api/events/payload") == "/api/events/{}");
    CHECK(http::find_route(table, "/", method::get).parameter.empty());
}

TEST_CASE("router: methods choose among the lines of one pattern") {
    const auto reading = http::find_route(table, "/api/events", method::get);
    const auto posting = http::find_route(table, "/api/events", method::post);
    CHECK(reading.allowed);
    CHECK(posting.allowed);
    CHECK(reading.found != posting.found);
    CHECK(found("/api/events", method::head) == "/api/events");
    for (const method m : {method::put, method::other}) CHECK(found("/api/events", m) == "405");
    CHECK(found("/", method::post) == "405");
    CHECK(found("/drop", method::get) == "405");
    CHECK(found("/no-such", method::post) == "404");
}

TEST_CASE("router: names the allowed methods") {
    CHECK(http::allowed_methods(table, "/") == "GET, HEAD, OPTIONS");
    CHECK(http::allowed_methods(table, "/api/events") == "GET, HEAD, POST, OPTIONS");
    CHECK(http::allowed_methods(table, "/drop") == "POST, OPTIONS");
    CHECK(http::allowed_methods(table, "/events/1") == "GET, HEAD, OPTIONS");
    CHECK(http::allowed_methods(table, "/web/a") == "GET, HEAD, PUT, OPTIONS");
    CHECK(found("/web/a//b", method::put) == "/web/{*}");
    CHECK(found("/web/a//b", method::post) == "405");
}

TEST_CASE("router: the last hole may take several segments") {
    const auto parameter = [](std::string_view path) {
        return std::string(http::find_route(table, path, method::get).parameter);
    };
    CHECK(found("/files/a") == "/files/{*}");
    CHECK(parameter("/files/a") == "a");
    CHECK(parameter("/files/a/b//../c") == "a/b//../c");
    CHECK(parameter("/files//") == "/");
    CHECK(found("/files/") == "404");
    CHECK(found("/files") == "404");
    CHECK(found("/files/a", method::post) == "405");
}
