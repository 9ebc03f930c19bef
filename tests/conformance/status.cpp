// RFC 9110, 15; RFC 9457; RFC 6585; and who may ask (RFC 9110, 11; RFC 6750; RFC 6265).
#include "conformance/requirement.hpp"

namespace gateway::conformance {
namespace {

using enum level;

const std::string json = "application/problem+json";

void add_problems(std::vector<requirement>& rows) {
    const auto problem = [&](int code, const std::string& request, bool closes = false) {
        const std::string member = "\"status\":" + std::to_string(code);
        rows.push_back({should,
                        "9457 3",
                        "the problem is told: " + std::to_string(code),
                        request,
                        {{status(code, {{"Content-Type", json}}, member)}, closes}});
        rows.push_back({should,
                        "9110 15.5",
                        "in one sentence: " + std::to_string(code),
                        request,
                        {{status(code, {{"Content-Length", "*"}}, "\"detail\":\"")}, closes}});
    };
    problem(400, get("", "/api/v1/events?limit=x"));
    problem(400, get("", "/api/v1/events?unknown=1"));
    problem(400, "GET /livez\r\n", true);
    problem(404, get("", "/api/v1/none"));
    problem(404, get("", "/api/v1/events/99999999"));
    problem(405, ask("DELETE", "/api/v1/events"));
    problem(413, post("Content-Length: 99999999\r\n"), true);
    problem(414, get("", "/" + std::string(9000, 'a')), true);
    problem(415, post("Content-Encoding: gzip\r\nContent-Length: 2\r\n"), true);
    problem(416, get("Range: bytes=99999-\r\n", "/api/v1/events/1/payload"));
    problem(412, get("If-Match: \"x\"\r\n", "/api/v1/events/1/payload"));
    problem(417, get("Expect: a-miracle\r\n"), true);
    problem(421, "GET /api/v1/stats HTTP/1.1\r\nHost: example.org\r\n\r\n");
    problem(431, get("X: " + std::string(40'000, 'y') + "\r\n"), true);
    problem(501, ask("BREW"), true);
    problem(505, "GET /livez HTTP/3.0\r\n" + host + "\r\n", true);
}

void add_origins(std::vector<requirement>& rows) {
    for (const std::string origin : {"http://example.org", "null", "https://localhost.example.org",
                                     "http://localhost:9", "file://"}) {
        rows.push_back({must, "6454 7", "a page of another origin can't post: " + origin,
                        post("Origin: " + origin + "\r\nContent-Length: 2\r\n"), last(403)});
    }
    rows.push_back({must, "6454 7", "a page of this origin can",
                    post("Origin: http://localhost\r\nContent-Length: 2\r\n", "hi"), is(201)});
}

} // namespace

chapter status_chapter() {
    chapter c{"9110 15, 9457: statuses", {}};
    add_problems(c.rows);
    add_origins(c.rows);
    return c;
}

chapter access_chapter() {
    chapter c{"9110 11, 6750: access", {}, false, true};
    const auto with = [](const std::string& authorization) {
        return get("Authorization: " + authorization + "\r\n");
    };
    c.rows.push_back({must, "9110 15.5.2", "401 asks for what is missing", get(),
                      is(401, {{"WWW-Authenticate", "Bearer realm=\"event-gateway\""}})});
    c.rows.push_back({must, "6750 2.1", "the token lets in", with("Bearer open-sesame"), is(200)});
    for (const std::string scheme : {"bearer", "BEARER", "beArer"}) {
        c.rows.push_back({must, "9110 11.1", "the scheme in any case: " + scheme,
                          with(scheme + " open-sesame"), is(200)});
    }
    for (const std::string wrong : {"Bearer open-sesam", "Bearer open-sesamE", "Bearer ",
                                    "Bearer x y", "Bearer open-sesame,"}) {
        c.rows.push_back({should, "6750 3.1", "a wrong token is said to be wrong: " + wrong,
                          with(wrong), is(401, {{"WWW-Authenticate", "~Bearer realm="}})});
    }
    for (const std::string other : {"Basic b3Blbi1zZXNhbWU=", "open-sesame", "Bearer", "",
                                    "Digest x=y", "Bearer=open-sesame"}) {
        c.rows.push_back({must, "9110 11.6.1", "what is no token of ours: " + other, with(other),
                          is(401, {{"WWW-Authenticate", "*"}})});
    }
    c.rows.push_back({should, "6750 3.1", "the error has a name", with("Bearer x"),
                      is(401, {{"WWW-Authenticate", "~error=\"invalid_token\""}})});
    c.rows.push_back({should, "6750 3", "no error where nothing was shown", get(),
                      is(401, {{"WWW-Authenticate", "Bearer realm=\"event-gateway\""}})});
    c.rows.push_back({must, "9110 15.5.2", "401 comes before 404", get("", "/none"), is(401)});
    c.rows.push_back({must, "9110 10.1.1", "401 comes instead of 100",
                      post("Expect: 100-continue\r\nContent-Length: 2\r\n"), last(401)});
    for (const std::string cookie : {"", "x", "=", "===;;;", "event-gateway-session=",
                                     "event-gateway-session=x", "a=b; c=d; e", "a=\x80"}) {
        c.rows.push_back({must, "6265 5.4", "a cookie that lets nobody in: " + cookie,
                          get("Cookie: " + cookie + "\r\n"), is(401)});
        c.rows.push_back({must, "6265 5.4", "a cookie that hinders nobody: " + cookie,
                          get("Cookie: " + cookie + "\r\nAuthorization: Bearer open-sesame\r\n"),
                          is(200)});
    }
    return c;
}

std::vector<chapter> all_chapters() {
    return {message_chapter(),     target_chapter(),     field_chapter(),  length_chapter(),
            chunk_chapter(),       connection_chapter(), method_chapter(), negotiation_chapter(),
            conditional_chapter(), range_chapter(),      status_chapter(), access_chapter()};
}

} // namespace gateway::conformance
