// RFC 9110, 8 and 12: representations, and which of them is sent.
#include "conformance/requirement.hpp"

namespace gateway::conformance {
namespace {

using enum level;

const std::string page = "/static/page.txt";

void add_codings(std::vector<requirement>& rows) {
    const auto gzip = [&](level how, const std::string& field, bool yes, const std::string& says) {
        rows.push_back({how, "12.5.3", says, get(field + "\r\n", page),
                        is(200, {{"Content-Encoding", yes ? "gzip" : ""},
                                 {"Vary", "Accept-Encoding"},
                                 {"ETag", yes ? "{weak}" : "{etag}"}})});
    };
    const std::string a = "Accept-Encoding: ";
    gzip(may, a + "gzip", true, "gzip where it is liked");
    gzip(may, a + "GZip;Q=1", true, "in any case");
    gzip(may, a + "x-gzip", true, "by its old name");
    gzip(may, a + "*", true, "as any coding");
    gzip(may, a + "br, gzip;q=0.1", true, "as the only one that there is");
    gzip(must, a + "gzip;q=0", false, "no gzip where it is not liked");
    gzip(must, a + "gzip;q=0, *", false, "no gzip where all others are liked");
    gzip(must, a + "gzip;q=0.000", false, "no gzip with three zeros");
    gzip(must, a + "*;q=0", false, "no coding where none is liked");
    gzip(should, a + "identity", false, "no coding where none is asked for");
    gzip(should, a, false, "no coding where the list is empty");
    gzip(should, a + "br, deflate", false, "no coding that nobody asks for");
    gzip(should, a + "identity;q=0", false, "what there is where nothing else is");
    gzip(must, a + "identity;q=0, gzip", true, "gzip where nothing else is liked");
    gzip(should, a + "identity;q=1, gzip;q=0.5", false, "the weights are compared");
    gzip(may, "X: y", false, "no coding where nothing is said");
}

void add_types(std::vector<requirement>& rows) {
    const auto type = [&](const std::string& accept, const std::string& content_type) {
        rows.push_back({should, "12.5.1", "what is liked best of: " + accept,
                        get("Accept: " + accept + "\r\n", "/api/v1/events?limit=1"),
                        is(200, {{"Content-Type", content_type}, {"Vary", "Accept"}})});
    };
    type("*/*", "application/json");
    type("application/json", "application/json");
    type("text/csv", "~text/csv");
    type("text/csv;q=0.5, text/plain;q=0.7", "~text/plain");
    type("application/*;q=0.1, text/csv", "~text/csv");
    type("text/csv;q=0, */*", "application/json");
    type("application/x-nonsense", "application/json");
    type(", ,text/csv,", "~text/csv");
    rows.push_back({should, "12.5.1", "errors are negotiated",
                    get("Accept: application/json\r\n", "/none"),
                    is(404, {{"Content-Type", "application/problem+json"}, {"Vary", "Accept"}})});
    rows.push_back({should, "12.5.1", "errors for a browser",
                    get("Accept: text/html, */*;q=0.1\r\n", "/none"),
                    is(404, {{"Content-Type", "text/html; charset=utf-8"}, {"Vary", "Accept"}})});
    for (const std::string field :
         {"Accept-Language: xx", "Accept-Charset: utf-7", "Accept: a/b"}) {
        rows.push_back({may, "12.4.1", "what can't be had is not refused: " + field,
                        get(field + "\r\n"), is(200)});
    }
}

void add_metadata(std::vector<requirement>& rows) {
    rows.push_back({should, "8.3", "a text has a type and a charset", get(),
                    is(200, {{"Content-Type", "text/plain; charset=utf-8"}})});
    rows.push_back({should, "8.3", "HTML has a type and a charset", get("", "/"),
                    is(200, {{"Content-Type", "text/html; charset=utf-8"}})});
    rows.push_back({should, "8.3", "JSON has a type", get("", "/api/v1/stats"),
                    is(200, {{"Content-Type", "application/json"}})});
    for (const std::string target : {"/", "/static/page.txt", "/favicon.ico", "/static/style.css",
                                     "/api/v1/events/1/payload", "/api/v1/events/1"}) {
        rows.push_back({should, "8.8.2", "when it was modified: " + target, get("", target),
                        is(200, {{"Last-Modified", "*"}})});
        rows.push_back(
            {should, "8.8.3", "its state: " + target, get("", target), is(200, {{"ETag", "*"}})});
        rows.push_back({should, "9111 5.2", "how it may be cached: " + target, get("", target),
                        is(200, {{"Cache-Control", "*"}})});
    }
    for (const std::string target : {"/api/v1/stats", "/api/v1/events", "/livez", "/metrics"}) {
        rows.push_back({should, "9111 5.2", "what changes is not kept: " + target, get("", target),
                        is(200, {{"Cache-Control", "no-store"}})});
    }
    rows.push_back({should, "10.2.4", "the software, without needless detail", get(),
                    is(200, {{"Server", "event-gateway"}})});
    rows.push_back({must, "6.6.1", "the date of a 200", get(), is(200, {{"Date", "*"}})});
    rows.push_back(
        {must, "6.6.1", "the date of a 404", get("", "/none"), is(404, {{"Date", "*"}})});
    rows.push_back({must, "6.6.1", "the date of a 400", "GET /\r\n", last(400, {{"Date", "*"}})});
    rows.push_back({must, "6.6.1", "the date of a 304", get("If-None-Match: *\r\n", page),
                    is(304, {{"Date", "*"}})});
    rows.push_back({must, "8.6", "the length of what is known", get("", page),
                    is(200, {{"Content-Length", "5000"}, {"Transfer-Encoding", ""}})});
}

} // namespace

chapter negotiation_chapter() {
    chapter c{"9110 8 and 12: representations", {}};
    add_codings(c.rows);
    add_types(c.rows);
    add_metadata(c.rows);
    return c;
}

} // namespace gateway::conformance
