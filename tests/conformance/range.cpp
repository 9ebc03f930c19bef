// RFC 9110, 14: ranges, and 206 and 416. /static/page.txt has 5,000 bytes.
#include "conformance/requirement.hpp"

namespace gateway::conformance {
namespace {

using enum level;

const std::string page = "/static/page.txt";

std::string range(const std::string& value, const std::string& more = {}) {
    return get("Range: " + value + "\r\n" + more, page);
}

void add_ranges(std::vector<requirement>& rows) {
    const auto part = [&](const std::string& value, const std::string& content_range,
                          const std::string& length) {
        rows.push_back({must, "15.3.7.1", "a part: " + value, range(value),
                        is(206, {{"Content-Range", "bytes " + content_range + "/5000"},
                                 {"Content-Length", length}})});
    };
    part("bytes=0-0", "0-0", "1");
    part("bytes=0-499", "0-499", "500");
    part("bytes=4999-4999", "4999-4999", "1");
    part("bytes=4500-", "4500-4999", "500");
    part("bytes=-500", "4500-4999", "500");
    part("bytes=-9999", "0-4999", "5000");
    part("bytes=4000-9999", "4000-4999", "1000");
    part("bytes=0-99999999999999999999999", "0-4999", "5000");
    part("BYTES=0-4", "0-4", "5");
    part("bytes= 0-4", "0-4", "5");
    part("bytes=0-4,", "0-4", "5");
    part("bytes=0-4,9000-", "0-4", "5");
    part("bytes=0-4,5-9", "0-9", "10");
    rows.push_back(
        {must, "15.3.7.2", "several parts", range("bytes=0-4,10-14"),
         is(206, {{"Content-Type", "~multipart/byteranges; boundary="}, {"Content-Range", ""}},
            "Content-Range: bytes 10-14/5000\r\n")});
    rows.push_back({must, "15.3.7.2", "several parts have the type of the whole",
                    range("bytes=0-0,-1"),
                    is(206, {}, "Content-Type: text/plain; charset=utf-8\r\n")});
    rows.push_back({must, "15.3.7", "a part has the fields of the whole", range("bytes=0-4"),
                    is(206, {{"Date", "*"},
                             {"ETag", "{etag}"},
                             {"Vary", "Accept-Encoding"},
                             {"Cache-Control", "no-cache"},
                             {"Last-Modified", "{date}"},
                             {"Content-Type", "text/plain; charset=utf-8"}})});
    rows.push_back(
        {may, "14.3", "parts can be had", get("", page), is(200, {{"Accept-Ranges", "bytes"}})});
}

void add_whole(std::vector<requirement>& rows) {
    for (const std::string value :
         {"bytes=9-5", "bytes=a-b", "bytes=-", "bytes=", "bytes", "bytes=0", "bytes=--5",
          "bytes=1-2-3", "bytes=0x0-4", "bytes=+0-4", "bytes 0-4", "lines=0-4", "seconds=1-2", "",
          "none", "bytes=0-4;", "bytes:0-4"}) {
        rows.push_back({must, "14.2", "what is no range of bytes is passed over: " + value,
                        range(value),
                        is(200, {{"Content-Length", "5000"}, {"Content-Range", ""}})});
    }
    std::string many = "bytes=0-0";
    for (int i = 1; i < 300; ++i) many += "," + std::to_string(4 * i) + "-" + std::to_string(4 * i);
    rows.push_back({may, "17.15", "hundreds of parts are no request", range(many), is(200)});
    std::string overlapping = "bytes=0-";
    for (int i = 0; i < 15; ++i) overlapping += ",0-";
    rows.push_back({may, "17.15", "parts that overlap are one", range(overlapping),
                    is(206, {{"Content-Range", "bytes 0-4999/5000"}})});
    rows.push_back({must,
                    "14.2",
                    "on HEAD it is passed over",
                    ask("HEAD", page, "Range: bytes=0-4\r\n"),
                    {{{{200}, {{"Content-Length", "5000"}, {"Content-Range", ""}}, {}, true}}}});
    rows.push_back({must, "14.2", "where there are no parts it is passed over",
                    get("Range: bytes=0-0\r\n"), is(200, {}, "ok")});
    rows.push_back({must, "14.2", "where there is nothing it is passed over",
                    get("Range: bytes=0-0\r\n", "/none"), is(404)});
}

void add_refused(std::vector<requirement>& rows) {
    for (const std::string value :
         {"bytes=5000-", "bytes=5000-5001", "bytes=9999-99999", "bytes=-0", "bytes=5000-,6000-",
          "bytes=99999999999999999999-"}) {
        rows.push_back({should, "15.5.17", "nothing is there: " + value, range(value),
                        is(416, {{"Content-Range", "bytes */5000"}})});
    }
}

void add_conditions(std::vector<requirement>& rows) {
    const auto if_range = [&](const std::string& value, int code, const std::string& says) {
        rows.push_back(
            {must, "13.1.5", says, range("bytes=0-4", "If-Range: " + value + "\r\n"), is(code)});
    };
    if_range("{etag}", 206, "the state that is there");
    if_range("{date}", 206, "the date that it has");
    if_range("\"x\"", 200, "another state");
    if_range("W/{etag}", 200, "a weak tag is no state");
    if_range("Sat, 29 Feb 2020 12:00:01 GMT", 200, "a later date is another one");
    if_range("Sat, 29 Feb 2020 11:59:59 GMT", 200, "an earlier date is another one");
    if_range("yesterday", 200, "what is no date");
    if_range("*", 200, "any state is no state");
    if_range("", 200, "nothing");
    rows.push_back({must, "13.1.5", "without Range it is passed over",
                    get("If-Range: {etag}\r\n", page), is(200)});
    rows.push_back({must, "13.2.2", "If-None-Match comes first",
                    range("bytes=0-4", "If-None-Match: {etag}\r\n"), is(304)});
    rows.push_back({must, "13.2.2", "If-Match comes first",
                    range("bytes=0-4", "If-Match: \"x\"\r\n"), is(412)});
    rows.push_back({must, "13.2.2", "a condition that holds leaves the part",
                    range("bytes=0-4", "If-Match: {etag}\r\n"), is(206)});
    rows.push_back({must, "13.1.5", "what is not there is not missed in another state",
                    range("bytes=9000-", "If-Range: \"x\"\r\n"), is(200)});
    rows.push_back({must, "14.2", "parts are those of the form that is sent",
                    range("bytes=0-4", "Accept-Encoding: gzip\r\n"),
                    is(206, {{"Content-Encoding", ""}, {"ETag", "{etag}"}})});
}

} // namespace

chapter range_chapter() {
    chapter c{"9110 14: ranges", {}};
    add_ranges(c.rows);
    add_whole(c.rows);
    add_refused(c.rows);
    add_conditions(c.rows);
    return c;
}

} // namespace gateway::conformance
