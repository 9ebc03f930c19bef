#include <doctest/doctest.h>

#include <string>

#include "support/gateway_api.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

const std::string form = "Content-Type: application/x-www-form-urlencoded\r\n";

struct guarded {
    temp_folder folder;
    gateway_process gateway{{"--token-file", folder.write("token", "a b&c\n")}};

    http_response log_in(const std::string& fields, const std::string& headers = {}) const {
        return http_client(gateway.http()).request("POST", "/login", form + headers, fields);
    }
};

// The header field that gives a cookie back.
std::string returned(const http_response& r) {
    const std::string set = r.header("Set-Cookie");
    return "Cookie: other=1; " + set.substr(0, set.find(';')) + "; last=2\r\n";
}

} // namespace

TEST_CASE("login: a browser without the token is asked for it where it is") {
    const guarded g;
    const auto page = g.gateway.get("/events/1?a='b'&c");
    CHECK(page.status == 401);
    CHECK(page.header("WWW-Authenticate") == "Bearer realm=\"event-gateway\"");
    CHECK(page.header("Content-Type").starts_with("text/html"));
    CHECK(page.body.find("type=\"password\"") != std::string::npos);
    CHECK(page.body.find("name=\"next\" value=\"/events/1?a=&apos;b&apos;&amp;c\"") !=
          std::string::npos);
    CHECK(g.gateway.get("/static/style.css").status == 200); // what the page is made of
    CHECK(g.gateway.get("/static/main.js").status == 401);
    CHECK(g.gateway.get("/api/v1/events").header("Content-Type") == "application/problem+json");
    CHECK(g.gateway.get("/login").status == 200);
}

TEST_CASE("login: the token gives a cookie that opens everything") {
    const guarded g;
    const auto answer = g.log_in("token=a+b%26c&next=%2Fevents%2F7%3Fx");
    CHECK(answer.status == 303);
    CHECK(answer.header("Location") == "/events/7?x");
    CHECK(answer.header("Cache-Control") == "no-store");
    const std::string set = answer.header("Set-Cookie");
    CHECK(set.find("; HttpOnly") != std::string::npos);
    CHECK(set.find("; SameSite=Strict") != std::string::npos);
    CHECK(set.find("a b&c") == std::string::npos); // the token itself stays where it is
    const std::string cookie = returned(answer);
    CHECK(g.gateway.get("/livez", cookie).status == 200);
    CHECK(g.gateway.post("x", cookie).status == 201);
    http_client stream(g.gateway.http());
    stream.send_request("GET", "/api/v1/stream?after=0", cookie);
    while (stream.buffer().find("\"data\":\"x\"") == std::string::npos) REQUIRE(stream.receive());
    CHECK(g.gateway.get("/livez", "Cookie: event-gateway-session=\r\n").status == 401);
    CHECK(g.gateway.get("/livez", cookie.substr(0, cookie.size() - 12) + "\r\n").status == 401);
}

TEST_CASE("login: a wrong token opens nothing and a cookie dies with its gateway") {
    const guarded g;
    for (const std::string fields : {"", "token=", "token=a+b", "token=a+b%26c+", "tok=a+b%26c"}) {
        CAPTURE(fields);
        const auto answer = g.log_in(fields);
        CHECK(answer.status == 401);
        CHECK(answer.header("Set-Cookie").empty());
        CHECK(answer.body.find("type=\"password\"") != std::string::npos);
    }
    CHECK(g.log_in("token=%zz").status == 400);
    const guarded other;
    CHECK(other.gateway.get("/livez", returned(g.log_in("token=a+b%26c"))).status == 401);
}

TEST_CASE("login: leads nowhere else") {
    const guarded g;
    for (const std::string next :
         {"http%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "evil",
          "%2Fa%0D%0ASet-Cookie%3A+x%3Dy", "%2Fa%C3%A9", ""}) {
        CAPTURE(next);
        const auto answer = g.log_in("token=a+b%26c&next=" + next);
        CHECK(answer.status == 303);
        CHECK(answer.header("Location") == "/");
        CHECK(answer.count("Set-Cookie") == 1);
    }
    CHECK(g.log_in("token=a+b%26c", "Origin: http://evil.example\r\n").status == 403);
    CHECK(g.log_in("token=a+b%26c", "Sec-Fetch-Site: cross-site\r\n").status == 403);
}

TEST_CASE("login: without a token there is none") {
    gateway_process gateway;
    CHECK(gateway.get("/login").status == 404);
}
