// RFC 9112, 6; RFC 9110, 8.6: how long a body is.
#include "conformance/requirement.hpp"

namespace gateway::conformance {
namespace {

using enum level;

// What would be asked by who has slipped a request into the body of another.
const std::string hidden = get("", "/api/v1/stats");

void add_lengths(std::vector<requirement>& rows) {
    rows.push_back({must, "6.2", "a body has the length that is said",
                    post("Content-Length: 5\r\n", "hello") + newest, stored("hello")});
    rows.push_back({must, "6.2", "what follows a body is the next request",
                    post("Content-Length: 5\r\n", "hello") + get() +
                        post("Content-Length: 2\r\n", "hi") + newest,
                    all({status(201), status(200), status(201), status(200, {}, "\"hi\"")})});
    rows.push_back({must, "6.2", "a length of 0", post("Content-Length: 0\r\n") + get(),
                    all({status(201), status(200)})});
    rows.push_back({must, "6.3", "neither length nor coding is no body", post("") + get(),
                    all({status(201), status(200)})});
    for (const std::string method : {"GET", "HEAD", "OPTIONS"}) {
        answer_rule first{{200, 204}, {}, {}, method == "HEAD"};
        rows.push_back({must, "6.3", "the body of " + method + " is not a request",
                        ask(method, "/livez", "Content-Length: 5\r\n") + "hello" + get(),
                        all({first, status(200)})});
        rows.push_back({must, "6.3", "the chunked body of " + method + " is not a request",
                        ask(method, "/livez", "Transfer-Encoding: chunked\r\n") +
                            "5\r\nhello\r\n0\r\n\r\n" + get(),
                        all({first, status(200)})});
        rows.push_back(
            {must, "6.3", "a request in the body of " + method + " is not answered",
             ask(method, "/livez", "Content-Length: " + std::to_string(hidden.size()) + "\r\n") +
                 hidden + get(),
             all({first, status(200, {}, "ok")})});
    }
    rows.push_back({must,
                    "6.3",
                    "a body that ends early is no event",
                    post("Content-Length: 10\r\n", "hello") + "{end}",
                    {{}, true}});
    rows.push_back({must,
                    "6.3",
                    "a head that ends early is no request",
                    "GET /livez HTTP/1.1\r\n" + host + "{end}",
                    {{}, true}});
    rows.push_back({must, "9110 8.6", "zeros in front are part of a number",
                    post("Content-Length: 005\r\n", "hello") + newest, stored("hello")});
}

void add_bad_lengths(std::vector<requirement>& rows) {
    for (const std::string bad : {"abc",
                                  "+5",
                                  "-5",
                                  "-0",
                                  "-1",
                                  "0x5",
                                  "0o5",
                                  "5_0",
                                  "1 0",
                                  "5 5",
                                  "5;a",
                                  "5.0",
                                  "5e0",
                                  "",
                                  "\"5\"",
                                  "5, 6",
                                  "5,",
                                  ",5",
                                  "5\x01",
                                  "0,5",
                                  "5h",
                                  "h5",
                                  "five",
                                  "99999999999999999999999",
                                  "18446744073709551616",
                                  "-18446744073709551611"}) {
        rows.push_back({must, "6.3", "a length that is no number: " + bad,
                        post("Content-Length: " + bad + "\r\n", "hello") + hidden, refused()});
    }
    rows.push_back({must, "6.3", "two lengths that differ",
                    post("Content-Length: 4\r\nContent-Length: 60\r\n", "hell" + hidden),
                    refused()});
    rows.push_back({may, "6.3", "the same length twice",
                    post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), refused()});
    rows.push_back({may, "6.3", "the same length as a list",
                    post("Content-Length: 5, 5\r\n", "hello"), refused()});
    for (const std::string large :
         {"1048577", "2147483648", "4294967301", "9223372036854775808", "18446744073709551615"}) {
        rows.push_back({must, "9110 8.6", "a length of " + large,
                        post("Content-Length: " + large + "\r\n"),
                        last(413, {{"Connection", "close"}})});
    }
}

void add_codings(std::vector<requirement>& rows) {
    const std::string end = "0\r\n\r\n";
    rows.push_back({must, "7", "the names of codings are the same in any case",
                    post("Transfer-Encoding: ChunKed\r\n", "2\r\nhi\r\n" + end) + newest,
                    stored("hi")});
    rows.push_back({must, "9110 5.6.3", "blanks around a coding are no part of it",
                    post("Transfer-Encoding: \t chunked \t\r\n", "2\r\nhi\r\n" + end) + newest,
                    stored("hi")});
    for (const std::string bad : {"chunked, gzip", "gzip", "identity", "xchunked", "chunkedx",
                                  "chunked, identity", "x-custom", "chunked, chunked, gzip"}) {
        rows.push_back({must, "6.3", "chunked is not the last coding: " + bad,
                        post("Transfer-Encoding: " + bad + "\r\n", end) + hidden, refused()});
    }
    for (const std::string other : {"gzip, chunked", "identity, chunked", "x-custom, chunked"}) {
        rows.push_back({should, "6.1", "a coding that is not known: " + other,
                        post("Transfer-Encoding: " + other + "\r\n", end) + hidden, last(501)});
    }
    for (const std::string bad : {"chunked;q=1", "chunked;a=b", "chunked; x"}) {
        rows.push_back({should, "7", "chunked has no parameters: " + bad,
                        post("Transfer-Encoding: " + bad + "\r\n", end), refused()});
    }
    for (const std::string bad : {"", "\"chunked\"", "chunked chunked", "chun\x0bked",
                                  "\x0c"
                                  "chunked",
                                  "chunked\x01", "[chunked]",
                                  "chunk\xc3\xa9"
                                  "d"}) {
        rows.push_back({must, "6.1", "a coding that is none: " + bad,
                        post("Transfer-Encoding: " + bad + "\r\n", end) + hidden, refused()});
    }
    for (const std::string doubtful : {",chunked", "chunked,", ", chunked", "chunked, ,"}) {
        rows.push_back({may, "9110 5.6.1", "a list of codings with holes: " + doubtful,
                        post("Transfer-Encoding: " + doubtful + "\r\n", end), refused()});
    }
    rows.push_back({must, "6.1", "chunked twice",
                    post("Transfer-Encoding: chunked, chunked\r\n", end), refused()});
    rows.push_back({must, "6.1", "chunked twice, in two fields",
                    post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", end),
                    refused()});
    rows.push_back({must, "6.1", "chunked and identity, in two fields",
                    post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", end),
                    refused()});
    rows.push_back({must, "6.1", "a coding in HTTP/1.0",
                    "POST /api/v1/events HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + end,
                    refused()});
    rows.push_back({must, "6.1", "a coding in HTTP/1.0 beside a length",
                    "POST /api/v1/events HTTP/1.0\r\nTransfer-Encoding: chunked\r\n"
                    "Content-Length: 5\r\nConnection: keep-alive\r\n\r\nhello" +
                        hidden,
                    refused()});
}

void add_both(std::vector<requirement>& rows) {
    for (const std::string coding : {"chunked", "Chunked", "chunked ", ",chunked", "xchunked",
                                     "identity", "chunked, chunked"}) {
        for (const std::string length : {"5", "+5", "5x"}) {
            const std::string a = "Transfer-Encoding: " + coding + "\r\n";
            const std::string b = "Content-Length: " + length + "\r\n";
            rows.push_back({must, "6.1", "length and coding: " + length + ", " + coding,
                            post(b + a, "0\r\n\r\n" + hidden), refused()});
            rows.push_back({must, "6.1", "coding and length: " + coding + ", " + length,
                            post(a + b, "0\r\n\r\n" + hidden), refused()});
        }
    }
}

} // namespace

chapter length_chapter() {
    chapter c{"9112 6: the length of bodies", {}, true};
    add_lengths(c.rows);
    add_bad_lengths(c.rows);
    add_codings(c.rows);
    add_both(c.rows);
    return c;
}

} // namespace gateway::conformance
