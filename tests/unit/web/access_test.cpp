#include "web/access.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace gateway;

namespace {

http::request asking(std::string_view host, std::vector<http::header_field> headers = {}) {
    http::request r;
    r.host = host;
    r.headers = std::move(headers);
    return r;
}

// The status of the refusal, 200 where there is none.
int status(const web::access& access, const http::request& r) {
    const auto denied = access.check(r);
    return denied ? denied->status : 200;
}

int origin_status(const http::request& r) {
    const auto denied = web::access::check_origin(r);
    return denied ? denied->status : 200;
}

http_options with_names() {
    http_options options;
    options.listen = {{"gateway.lan", 80, ""}, {"", 81, ""}};
    options.allow_host = {"alias.lan"};
    return options;
}

} // namespace

TEST_CASE("access: hosts of ours are let in with and without a port") {
    const web::access access(with_names());
    for (const std::string host :
         {"localhost", "LocalHost:8080", "127.0.0.1", "192.0.2.7:80", "[::1]", "[2001:db8::1]:80",
          "gateway.lan", "GATEWAY.LAN:80", "alias.lan"}) {
        CAPTURE(host);
        CHECK(status(access, asking(host)) == 200);
    }
}

TEST_CASE("access: every other host is refused") {
    const web::access access(with_names());
    for (const std::string host :
         {"evil.example", "xlocalhost", "localhost.evil.example", "127.0.0.1.evil.example", "::1",
          "[::1].evil.example", "[evil.example]", "localhost:x", "localhost:80:80", "a@localhost",
          "localhost@evil", "[::1", "[]", "[", ":80", "", " localhost", "localhost.", "lan"}) {
        CAPTURE(host);
        CHECK(status(access, asking(host)) == 421);
    }
    http::request old = asking("");
    old.minor_version = 0;
    CHECK(status(access, old) == 200); // HTTP/1.0 need not say it
    old.host = "evil.example";
    CHECK(status(access, old) == 421);
}

TEST_CASE("access: the token has to be the token") {
    http_options options;
    options.token = "s3cret";
    const web::access access(options);
    for (const std::string field : {"Bearer s3cret", "bearer s3cret", "BEARER s3cret"}) {
        CHECK(status(access, asking("localhost", {{"Authorization", field}})) == 200);
    }
    CHECK(status(access, asking("localhost")) == 401);
    for (const std::string field :
         {"", "Bearer", "Bearer ", "Bearer s3cre", "Bearer s3crets", "Bearer S3CRET",
          "Basic s3cret", "s3cret", "Bearers3cret", "Bearer s3 cret"}) {
        CAPTURE(field);
        CHECK(status(access, asking("localhost", {{"Authorization", field}})) == 401);
    }
    const auto denied = access.check(asking("localhost"));
    REQUIRE(denied);
    CHECK(denied->fields == "WWW-Authenticate: Bearer realm=\"event-gateway\"\r\n");
    const auto wrong = access.check(asking("localhost", {{"Authorization", "Bearer x"}}));
    REQUIRE(wrong);
    CHECK(wrong->fields.find("error=\"invalid_token\"") != std::string::npos); // RFC 6750, 3.1
    CHECK(status(access, asking("evil.example", {{"Authorization", "Bearer s3cret"}})) == 421);
}

TEST_CASE("access: only pages of this very origin may change or listen") {
    const auto from = [](std::string_view origin) {
        return origin_status(asking("localhost:8080", {{"Origin", origin}}));
    };
    CHECK(from("http://localhost:8080") == 200);
    CHECK(from("http://LOCALHOST:8080") == 200);
    for (const std::string origin : {"http://evil.example", "null", "http://localhost",
                                     "http://localhost:8081", "http://localhost:8080.evil.example",
                                     "localhost:8080", "http://", "http://evil@localhost:8080"}) {
        CAPTURE(origin);
        CHECK(from(origin) == 403);
    }
    CHECK(origin_status(asking("localhost")) == 200); // not a browser
    for (const auto& [site, expected] : std::vector<std::pair<std::string, int>>{
             {"same-origin", 200}, {"none", 200}, {"cross-site", 403}, {"Cross-Site", 403}}) {
        CAPTURE(site);
        CHECK(origin_status(asking("localhost", {{"Sec-Fetch-Site", site}})) == expected);
    }
}

TEST_CASE("access: a host that was let in lets in no other one") {
    const web::access access(with_names());
    CHECK(status(access, asking("localhost:80")) == 200);
    CHECK(status(access, asking("localhost:80")) == 200);
    CHECK(status(access, asking("evil.example")) == 421);
    CHECK(status(access, asking("localhost:8")) == 200);
    CHECK(status(access, asking("")) == 421);
}
