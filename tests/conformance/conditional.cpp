// RFC 9110, 13: conditional requests, and 304 and 412.
#include "conformance/requirement.hpp"

namespace gateway::conformance {
namespace {

using enum level;

const std::string page = "/static/page.txt";
const std::string before = "Sat, 29 Feb 2020 11:59:59 GMT"; // a second before {date}
const std::string after = "Sat, 29 Feb 2020 12:00:01 GMT";

void add_none_match(std::vector<requirement>& rows) {
    const auto none = [&](const std::string& tags, int code, const std::string& says,
                          const std::string& more = {}) {
        rows.push_back(
            {must, "13.1.2", says, get("If-None-Match: " + tags + "\r\n" + more, page), is(code)});
    };
    none("{etag}", 304, "the state that is there");
    none("W/{etag}", 304, "weak tags are the same as strong ones");
    none("\"x\", {etag}, \"y\"", 304, "one of several");
    none("\"x\",{etag}", 304, "one of several without a blank");
    none("\"a,b\", {etag}", 304, "behind a tag with a comma in it");
    none("*", 304, "any state");
    none("\"x\"", 200, "another state");
    none("W/\"x\"", 200, "another weak state");
    none("\"*\"", 200, "a tag that looks like any");
    none("x", 200, "what is no tag");
    none("\"", 200, "half a tag");
    none("", 200, "nothing");
    none("w/{etag}", 200, "W/ is in upper case");
    none("\"x\"", 200, "dates do not count beside it", "If-Modified-Since: " + after + "\r\n");
    none("{etag}", 304, "dates do not count beside it either",
         "If-Modified-Since: " + before + "\r\n");
    none("{weak}", 304, "of the coded form", "Accept-Encoding: gzip\r\n");
    none("{etag}", 200, "of another form", "Accept-Encoding: gzip\r\n");
    rows.push_back({must,
                    "13.1.2",
                    "on HEAD",
                    ask("HEAD", page, "If-None-Match: {etag}\r\n"),
                    {{{{304}, {}, {}, true}}}});
    rows.push_back({must, "13.1.2", "on POST of what has no state",
                    post("If-None-Match: \"x\"\r\nContent-Length: 2\r\n", "hi"), is(201)});
}

void add_dates(std::vector<requirement>& rows) {
    const auto since = [&](const std::string& date, int code, const std::string& says) {
        rows.push_back(
            {must, "13.1.3", says, get("If-Modified-Since: " + date + "\r\n", page), is(code)});
    };
    since("{date}", 304, "the date that it has");
    since(after, 304, "a later date");
    since(before, 200, "an earlier date");
    since("yesterday", 200, "what is no date");
    since("", 200, "nothing");
    since("2020-03-01T00:00:00Z", 200, "a date of another form");
    since("Sat, 29 Feb 2020 12:00:00 CET", 200, "a date of another zone");
    since("Sun, 30 Feb 2020 12:00:00 GMT", 200, "a day that was not");
    since("Sat, 29 Feb 2020 12:00:00 GMT, {date}", 200, "two dates");
    since("{date}\r\nIf-Modified-Since: {date}", 200, "two fields");
    since("0", 200, "a number");
    rows.push_back({must, "13.1.3", "not on POST",
                    post("If-Modified-Since: {date}\r\nContent-Length: 2\r\n", "hi"), is(201)});
    rows.push_back({must, "13.1.4", "unmodified since its own date",
                    get("If-Unmodified-Since: {date}\r\n", page), is(200)});
    rows.push_back({must, "13.1.4", "unmodified since an earlier date",
                    get("If-Unmodified-Since: " + before + "\r\n", page), is(412)});
    rows.push_back({must, "13.1.4", "unmodified since what is no date",
                    get("If-Unmodified-Since: yesterday\r\n", page), is(200)});
    rows.push_back({must, "13.1.4", "of what has no date",
                    get("If-Unmodified-Since: " + before + "\r\n"), is(200)});
}

void add_match(std::vector<requirement>& rows) {
    const auto match = [&](const std::string& fields, int code, const std::string& says) {
        rows.push_back({must, "13.1.1", says, get("If-Match: " + fields + "\r\n", page), is(code)});
    };
    match("{etag}", 200, "the state that is there");
    match("*", 200, "any state");
    match("\"x\", {etag}", 200, "one of several");
    match("\"x\"", 412, "another state");
    match("W/{etag}", 412, "weak tags are the same as none");
    match("x", 412, "what is no tag");
    match("\"x\"\r\nIf-None-Match: {etag}", 412, "it comes before If-None-Match");
    match("{etag}\r\nIf-None-Match: {etag}", 304, "If-None-Match comes behind it");
    match("{etag}\r\nIf-Unmodified-Since: " + before, 200, "dates do not count beside it");
    match("{etag}\r\nIf-Modified-Since: {date}", 304, "If-Modified-Since comes behind it");
}

void add_answers(std::vector<requirement>& rows) {
    rows.push_back({must, "15.4.5", "304 has the fields that a cache needs",
                    get("If-None-Match: {etag}\r\n", page),
                    is(304, {{"ETag", "{etag}"},
                             {"Vary", "Accept-Encoding"},
                             {"Cache-Control", "no-cache"},
                             {"Date", "*"}})});
    rows.push_back({should, "15.4.5", "304 has no others of the content",
                    get("If-None-Match: {etag}\r\n", page),
                    is(304, {{"Content-Type", ""},
                             {"Content-Encoding", ""},
                             {"Content-Range", ""},
                             {"Last-Modified", ""}})});
    rows.push_back({must, "15.4.5", "304 has no content, and the next request is answered",
                    get("If-None-Match: *\r\n", page) + get(), all({status(304), status(200)})});
    rows.push_back({should, "15.5.13", "412 says what it is", get("If-Match: \"x\"\r\n", page),
                    is(412, {{"Content-Type", "*"}, {"ETag", ""}}, "412")});
    for (const std::string& condition :
         {std::string("If-Match: \"x\""), std::string("If-None-Match: *"),
          "If-Unmodified-Since: " + before}) {
        const std::string field = condition + "\r\n";
        rows.push_back({must, "13.2.1", "conditions do not hide an error: " + condition,
                        get(field, "/none"), is(404)});
        rows.push_back({must, "13.2.1", "conditions do not count for OPTIONS: " + condition,
                        ask("OPTIONS", page, field), is(204)});
        rows.push_back({must, "13.2.1", "conditions do not hide a wrong method: " + condition,
                        ask("DELETE", page, field), is(405)});
    }
}

} // namespace

chapter conditional_chapter() {
    chapter c{"9110 13: conditions", {}};
    add_none_match(c.rows);
    add_dates(c.rows);
    add_match(c.rows);
    add_answers(c.rows);
    return c;
}

} // namespace gateway::conformance
