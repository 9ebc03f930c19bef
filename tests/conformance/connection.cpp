// RFC 9112, 9; RFC 9110, 7.6, 7.8 and 10.1: connections.
#include "conformance/requirement.hpp"

namespace gateway::conformance {
namespace {

using enum level;

std::string old(const std::string& fields = {}, const std::string& request = "GET /livez") {
    return request + " HTTP/1.0\r\n" + fields + "\r\n";
}

void add_persistence(std::vector<requirement>& rows) {
    const std::vector<field_rule> says_close{{"Connection", "close"}};
    rows.push_back({must, "9.3", "HTTP/1.1 goes on", get(), is(200, {{"Connection", ""}})});
    for (const std::string options :
         {"close", "Close", "CLOSE", "x, close", "close, x", "keep-alive, close", "x,close,y"}) {
        rows.push_back({must, "9.6", "HTTP/1.1 ends with: " + options,
                        get("Connection: " + options + "\r\n"), last(200, says_close)});
    }
    for (const std::string options : {"keep-alive", "closed", "not-close", "x", "\"close\"", ""}) {
        rows.push_back({must, "9.3", "HTTP/1.1 goes on with: " + options,
                        get("Connection: " + options + "\r\n"), is(200)});
    }
    rows.push_back({must, "9.3", "HTTP/1.0 ends", old(), last(200, says_close)});
    rows.push_back({must, "9.3", "HTTP/1.0 ends with options that say nothing of it",
                    old("Connection: x\r\n"), last(200, says_close)});
    for (const std::string options : {"keep-alive", "Keep-Alive", "x, keep-alive"}) {
        rows.push_back({should, "9.3", "HTTP/1.0 goes on with: " + options,
                        old("Connection: " + options + "\r\n"),
                        is(200, {{"Connection", "keep-alive"}})});
    }
    rows.push_back({must, "9.3", "close comes before keep-alive",
                    old("Connection: keep-alive, close\r\n"), last(200, says_close)});
    rows.push_back({must, "9.6", "the field is told in errors too",
                    get("Connection: close\r\n", "/none"), last(404, says_close)});
    rows.push_back(
        {must,
         "6.1",
         "no coding for HTTP/1.0",
         old({}, "HEAD /api/v1/stream"),
         {{{{200}, {{"Transfer-Encoding", ""}, {"Content-Length", ""}}, {}, true}}, true}});
    rows.push_back({must, "9110 7.4", "the Host of HTTP/1.0 counts where it is there",
                    old("Host: example.org\r\n"), last(421)});
}

void add_pipelines(std::vector<requirement>& rows) {
    rows.push_back({must, "9.3.2", "answers come in the order of the requests",
                    get() + get("", "/none") + post("Content-Length: 2\r\n", "hi") +
                        chunked("2\r\nho\r\n0\r\n\r\n") + ask("DELETE") + ask("HEAD") +
                        ask("OPTIONS") + newest,
                    all({status(200),
                         status(404),
                         status(201),
                         status(201),
                         status(405),
                         {{200}, {}, {}, true},
                         status(204),
                         status(200, {}, "\"ho\"")})});
    rows.push_back({must,
                    "9.6",
                    "nothing is answered behind close",
                    get() + get("Connection: close\r\n") + get() + post("", ""),
                    {{status(200), status(200)}, true}});
    rows.push_back({must, "9.6", "nothing is answered behind the one request of HTTP/1.0",
                    old() + get(), last(200)});
    rows.push_back({must,
                    "11.2",
                    "nothing is answered behind what was refused",
                    get() + "BAD\r\n\r\n" + get() + get(),
                    {{status(200), status(400)}, true}});
    rows.push_back({must, "9.3.2", "errors of meaning do not end a connection",
                    get("", "/none") + get("", "/livez?x=y") + get("", "/api/v1/events/x") +
                        ask("PUT") + get(),
                    all({status(404), status(400), status(400), status(405), status(200)})});
}

void add_half_closed(std::vector<requirement>& rows) {
    rows.push_back(
        {must, "9.6", "who has ended its side gets its answer", get() + "{end}", last(200)});
    rows.push_back({must,
                    "9.6",
                    "who has ended its side gets all its answers",
                    get() + post("Content-Length: 2\r\n", "hi") + get() + "{end}",
                    {{status(200), status(201), status(200)}, true}});
    rows.push_back({must, "9.6", "who has ended its side gets a whole export",
                    get("", "/api/v1/events?format=ndjson&limit=5") + "{end}", last(200)});
    rows.push_back({must, "8", "who has ended its side gets a stream with an end",
                    get("", "/api/v1/stream") + "{end}",
                    last(200, {{"Transfer-Encoding", "chunked"}})});
}

void add_expectations(std::vector<requirement>& rows) {
    const auto allowed = [](outcome o) {
        o.continues = true;
        return o;
    };
    const std::string expects = "Expect: 100-continue\r\n";
    for (const std::string value : {"100-continue", "100-Continue", "100-continue, 100-continue"}) {
        rows.push_back({must, "9110 10.1.1", "an expectation beside a body: " + value,
                        post("Expect: " + value + "\r\nContent-Length: 2\r\n", "hi") + newest,
                        allowed(stored("hi"))});
    }
    rows.push_back({must, "9110 10.1.1", "an expectation beside chunks",
                    chunked("2\r\nhi\r\n0\r\n\r\n", expects) + newest, allowed(stored("hi"))});
    rows.push_back(
        {must, "9110 10.1.1", "an expectation without a body", get(expects), allowed(is(200))});
    rows.push_back({must, "9110 10.1.1", "HTTP/1.0 can't expect anything",
                    old(expects + "Content-Length: 2\r\n", "POST /api/v1/events") + "hi",
                    last(201)});
    rows.push_back(
        {may, "9110 10.1.1", "another expectation", get("Expect: a-miracle\r\n"), last(417)});
    rows.push_back({must, "9110 10.1.1", "an empty expectation", get("Expect:\r\n"), is(200)});
    for (const auto& [target, code] : {std::pair{"/none", 404}, {"/livez", 405}}) {
        rows.push_back({must, "9110 10.1.1", "the final answer comes first where the head decides",
                        ask("POST", target, expects + "Content-Length: 2\r\n"),
                        last(code, {{"Connection", "close"}})});
    }
    rows.push_back({must, "9110 10.1.1", "413 comes instead of 100",
                    post(expects + "Content-Length: 99999999\r\n"), last(413)});
}

void add_upgrades(std::vector<requirement>& rows) {
    const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    for (const std::string& fields :
         {"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" + key,
          "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 99\r\n" + key,
          "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n" +
              key,
          "Connection: Upgrade\r\nUpgrade: made-up/1.0\r\n" + key, "Upgrade: websocket\r\n" + key,
          "Connection: Upgrade\r\n" + key}) {
        rows.push_back({must, "9110 7.8", "an upgrade is passed over", get(fields) + get(),
                        all({status(200, {{"Upgrade", ""}}), status(200)})});
    }
    rows.push_back({must, "9110 7.8", "an upgrade of HTTP/1.0",
                    old("Connection: Upgrade\r\nUpgrade: websocket\r\n"), last(200)});
    rows.push_back(
        {must, "9110 7.8", "an upgrade of a POST",
         post("Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 2\r\n", "hi") + newest,
         stored("hi")});
    for (const std::string fields :
         {"TE: trailers\r\nConnection: TE\r\n", "TE: gzip;q=0.5\r\n",
          "Keep-Alive: timeout=5, max=1\r\nConnection: keep-alive\r\n", "Max-Forwards: 0\r\n",
          "Via: 1.1 x\r\n", "Trailer: X\r\n", "Proxy-Connection: close\r\n"}) {
        rows.push_back(
            {must, "9110 7.6", "fields for those in between change nothing", get(fields), is(200)});
    }
}

} // namespace

chapter connection_chapter() {
    chapter c{"9112 9, 9110 7 and 10: connections", {}, true};
    add_persistence(c.rows);
    add_pipelines(c.rows);
    add_half_closed(c.rows);
    add_expectations(c.rows);
    add_upgrades(c.rows);
    return c;
}

} // namespace gateway::conformance
