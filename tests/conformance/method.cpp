// RFC 9110, 9 and 10.2: methods.
#include "conformance/requirement.hpp"

namespace gateway::conformance {
namespace {

using enum level;

void add_reading(std::vector<requirement>& rows) {
    const auto to_head = [](int code, std::vector<field_rule> fields = {}) {
        return answer_rule{{code}, std::move(fields), {}, true};
    };
    rows.push_back({must, "9.3.1", "GET", get(), is(200, {{"Content-Length", "3"}}, "ok")});
    rows.push_back({must, "9.3.2", "HEAD is GET without content", ask("HEAD") + get(),
                    all({to_head(200, {{"Content-Length", "3"}}), status(200)})});
    for (const std::string target :
         {"/", "/static/page.txt", "/favicon.ico", "/api/v1/stats", "/api/v1/events",
          "/api/v1/events/1/payload", "/events/1", "/api/v1/events?format=csv", "/metrics"}) {
        rows.push_back({must, "9.3.2", "HEAD of " + target, ask("HEAD", target) + get(),
                        all({to_head(200, {{"Content-Type", "*"}}), status(200)})});
    }
    rows.push_back({must, "9.3.2", "HEAD of what is not there", ask("HEAD", "/none") + get(),
                    all({to_head(404, {{"Content-Length", "*"}}), status(200)})});
    rows.push_back({must, "9110 8.6", "HEAD of a stream says no length",
                    ask("HEAD", "/api/v1/stream") + get(),
                    all({to_head(200, {{"Content-Length", ""}, {"Transfer-Encoding", "chunked"}}),
                         status(200)})});
    rows.push_back({must,
                    "9.3.2",
                    "an error of HEAD has no content",
                    "HEAD /livez HTTP/1.1\r\n\r\n",
                    {{to_head(400)}, true}});
    rows.push_back({must,
                    "9.3.2",
                    "an error in the first line of HEAD has no content",
                    "HEAD /livez\r\n",
                    {{to_head(400)}, true}});
}

void add_writing(std::vector<requirement>& rows) {
    rows.push_back(
        {should, "9.3.3", "POST tells what it has made", post("Content-Length: 2\r\n", "hi"),
         is(201, {{"Location", "~/api/v1/events/"}, {"Content-Type", "application/json"}},
            "{\"seq\":")});
    for (const std::string type :
         {"text/plain", "application/x-nonsense", "multipart/form-data", "x"}) {
        rows.push_back({may, "15.5.16", "any type of content is taken",
                        post("Content-Type: " + type + "\r\nContent-Length: 2\r\n", "hi"),
                        is(201)});
    }
    for (const std::string coding : {"gzip", "deflate", "br", "x"}) {
        rows.push_back({should,
                        "8.4",
                        "a coding of content that is not taken",
                        post("Content-Encoding: " + coding + "\r\nContent-Length: 2\r\n"),
                        {{status(415, {{"Accept-Encoding", "identity"}})}, true}});
    }
    rows.push_back({must, "14.2", "Range is for GET only",
                    post("Range: bytes=0-1\r\nContent-Length: 2\r\n", "hi"), is(201)});
}

void add_others(std::vector<requirement>& rows) {
    const std::vector<std::pair<std::string, std::string>> addresses{
        {"/", "GET, HEAD, OPTIONS"},
        {"/livez", "GET, HEAD, OPTIONS"},
        {"/static/page.txt", "GET, HEAD, OPTIONS"},
        {"/api/v1/events", "GET, HEAD, POST, OPTIONS"},
        {"/api/v1/stream", "GET, HEAD, OPTIONS"},
        {"/api/v1/events/1", "GET, HEAD, OPTIONS"},
    };
    for (const auto& [target, methods] : addresses) {
        const bool posts = methods.find("POST") != std::string::npos;
        for (const std::string method : {"POST", "PUT", "DELETE", "PATCH", "TRACE"}) {
            if (posts && method == "POST") continue;
            rows.push_back({must, "15.5.6", method + " is not for " + target, ask(method, target),
                            is(405, {{"Allow", methods}})});
        }
        rows.push_back({should, "9.3.7", "OPTIONS tells what " + target + " answers",
                        ask("OPTIONS", target),
                        is(204, {{"Allow", methods}, {"Content-Length", ""}})});
    }
    rows.push_back({should, "9.3.7", "OPTIONS * tells what is answered at all", ask("OPTIONS", "*"),
                    is(204, {{"Allow", "~GET, HEAD, POST"}})});
    rows.push_back({must, "7.6.2", "OPTIONS with Max-Forwards",
                    ask("OPTIONS", "*", "Max-Forwards: 0\r\n"), is(204)});
    rows.push_back(
        {should, "15.5.5", "OPTIONS of what is not there", ask("OPTIONS", "/none"), is(404)});
    rows.push_back(
        {should, "15.5.5", "DELETE of what is not there", ask("DELETE", "/none"), is(404)});
    rows.push_back({should, "9.3.8", "TRACE shows nobody's secrets",
                    ask("TRACE", "/", "Authorization: Bearer secret\r\n"), is(405)});
    rows.push_back({must, "9.3.8", "TRACE with content", ask("TRACE", "/", "Content-Length: 5\r\n"),
                    last(405)});
    rows.push_back({must, "15.5.6", "a body for who does not take it is not waited for",
                    ask("PUT", "/livez", "Content-Length: 500000\r\n"),
                    last(405, {{"Connection", "close"}})});
}

} // namespace

chapter method_chapter() {
    chapter c{"9110 9: methods", {}};
    add_reading(c.rows);
    add_writing(c.rows);
    add_others(c.rows);
    return c;
}

} // namespace gateway::conformance
