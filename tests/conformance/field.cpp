// RFC 9112, 5; RFC 9110, 5: fields.
#include "conformance/requirement.hpp"

namespace gateway::conformance {
namespace {

using enum level;

void add_lines(std::vector<requirement>& rows) {
    for (const std::string bad :
         {"X : y", "X\t: y", "Transfer-Encoding : chunked", "Content-Length : 5", "Host : h"}) {
        rows.push_back(
            {must, "5.1", "a blank in front of the colon: " + bad, get(bad + "\r\n"), refused()});
    }
    rows.push_back({must, "5", "a field without a colon", get("X\r\n"), refused()});
    rows.push_back({must, "5", "a field without a name", get(": y\r\n"), refused()});
    for (const char c : std::string("\"(),/;<=>?@[\\]{} \t\xe9\x80\xff")) {
        rows.push_back({must, "9110 5.1", std::string("a name with the character ") + c,
                        get(std::string("X") + c + "Y: z\r\n"), refused()});
    }
    for (const char c : std::string("!#$%&'*+-.^_`|~09azAZ")) {
        rows.push_back({must, "9110 5.1", std::string("a name with the character ") + c,
                        get(std::string("X") + c + "Y: z\r\n"), is(200)});
    }
    rows.push_back({must, "5.2", "a folded field", get("X: a\r\n b\r\n"), refused()});
    rows.push_back({must, "5.2", "a field folded with a tab", get("X: a\r\n\tb\r\n"), refused()});
    rows.push_back(
        {must, "5.2", "a field folded before its value", get("X:\r\n a\r\n"), refused()});
    rows.push_back({must, "5.2", "a folded Host",
                    "GET /livez HTTP/1.1\r\nHost:\r\n localhost\r\n\r\n", refused()});
    rows.push_back({must, "5.2", "a folded Transfer-Encoding",
                    post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"), refused()});
}

void add_values(std::vector<requirement>& rows) {
    for (int i = 0; i < 128; ++i) {
        const bool control = (i < 32 && i != '\t') || i == 127;
        if (!control) continue;
        const bool dangerous = i == 0 || i == '\r' || i == '\n';
        const std::string value = std::string("a") + static_cast<char>(i) + "b";
        rows.push_back({dangerous ? must : may, "9110 5.5",
                        "the control character " + std::to_string(i) + " in a value",
                        get("X: " + value + "\r\n"), refused()});
    }
    rows.push_back(
        {should, "9110 5.5", "bytes above 127 in a value", get("X: \xe9\xff\x80\r\n"), is(200)});
    rows.push_back({must, "9110 5.5", "a tab within a value", get("X: a\tb\r\n"), is(200)});
    rows.push_back({must, "9110 5.5", "an empty value", get("X:\r\nY: \r\nZ:\t\r\n"), is(200)});
    rows.push_back({must, "5.1", "no blank behind the colon",
                    "GET /livez HTTP/1.1\r\nHost:localhost\r\n\r\n", is(200)});
    rows.push_back({must, "9110 5.5", "blanks around a value do not belong to it",
                    post("Content-Length: \t 2 \t\r\n", "hi") + newest, stored("hi")});
    rows.push_back({must, "9110 5.5", "blanks around an option do not belong to it",
                    get("Connection: \tclose \t\r\n"), last(200)});
    rows.push_back(
        {must, "9110 5.1", "names are the same in any case",
         "POST /api/v1/events HTTP/1.1\r\nhOST: localhost\r\nCONTENT-length: 2\r\n\r\nhi" + newest,
         stored("hi")});
    rows.push_back({must, "9110 5.1", "codings' name in any case",
                    post("TRANSFER-ENCODING: chunked\r\n", "2\r\nhi\r\n0\r\n\r\n") + newest,
                    stored("hi")});
    rows.push_back({must, "9110 5.1", "fields that nobody knows are passed over",
                    get("X-Unknown: 1\r\nFoo: bar\r\nSec-Whatever: ?1\r\n"), is(200)});
    rows.push_back(
        {may, "5", "an underscore makes another name",
         post("Content-Length: 2\r\nContent_Length: 9\r\nTransfer_Encoding: x\r\n", "hi") + get(),
         all({status(201), status(200)})});
}

void add_lists(std::vector<requirement>& rows) {
    rows.push_back({must, "9110 5.3", "several lines are one list",
                    get("Connection: x\r\nConnection: close\r\n"), last(200)});
    rows.push_back({must, "9110 5.3", "several lines of conditions are one list",
                    get("If-None-Match: \"x\"\r\nIf-None-Match: {etag}\r\n", "/static/page.txt"),
                    is(304)});
    rows.push_back({must, "9110 5.6.1", "empty elements say nothing",
                    get("Connection: ,, close ,\r\n"), last(200)});
    rows.push_back({must, "9110 5.6.1", "empty elements of a condition",
                    get("If-None-Match: , ,{etag}, ,\r\n", "/static/page.txt"), is(304)});
    rows.push_back({must, "9110 5.6.1", "empty elements of what is accepted",
                    get("Accept-Encoding: , gzip,,\r\n", "/static/page.txt"),
                    is(200, {{"Content-Encoding", "gzip"}})});
    rows.push_back({must, "9110 5.6.1", "empty elements of a range",
                    get("Range: bytes=,0-3,,\r\n", "/static/page.txt"), is(206)});
    rows.push_back({may, "9110 5.3", "two types of one content",
                    post("Content-Type: a/b\r\nContent-Type: c/d\r\nContent-Length: 2\r\n", "hi"),
                    refused()});
    for (const std::string date : {"Sun, 06 Nov 2044 08:49:37 GMT",
                                   "Monday, 07-Nov-22 08:49:37 GMT", "Sun Nov  6 08:49:37 2044"}) {
        rows.push_back({must, "9110 5.6.7", "a date in the form " + date,
                        get("If-Modified-Since: " + date + "\r\n", "/static/page.txt"), is(304)});
    }
}

void add_limits(std::vector<requirement>& rows) {
    std::string hundred, many;
    for (int i = 0; i < 99; ++i) hundred += "X-" + std::to_string(i) + ": y\r\n";
    for (int i = 0; i < 200; ++i) many += "X-" + std::to_string(i) + ": y\r\n";
    rows.push_back({must, "9110 5.4", "a hundred fields are read", get(hundred), is(200)});
    rows.push_back({must, "9110 5.4", "two hundred fields are too many", get(many), last(431)});
    rows.push_back({must, "9110 5.4", "a value of 16,000 bytes is read",
                    get("X: " + std::string(16'000, 'y') + "\r\n"), is(200)});
    rows.push_back({must, "9110 5.4", "a value of 40,000 bytes is too long",
                    get("X: " + std::string(40'000, 'y') + "\r\n"), last(431)});
    rows.push_back({must, "9110 5.4", "a name of 40,000 bytes is too long",
                    get(std::string(40'000, 'X') + ": y\r\n"), last(431)});
    rows.push_back({may, "6265 6.1", "a cookie of 64 KiB is too long",
                    get("Cookie: a=" + std::string(65'536, 'y') + "\r\n"), last(431)});
}

} // namespace

chapter field_chapter() {
    chapter c{"9112 5, 9110 5: fields", {}, true};
    add_lines(c.rows);
    add_values(c.rows);
    add_lists(c.rows);
    add_limits(c.rows);
    return c;
}

} // namespace gateway::conformance
