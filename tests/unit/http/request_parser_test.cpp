#include "http/request_parser.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace gateway;

namespace {

constexpr std::size_t max_body = 100;

std::string describe(const http::request& r) {
    std::string out = "method " + std::to_string(static_cast<int>(r.method)) + " target " +
                      std::string(r.target) + " path " + std::string(r.path) + " query " +
                      std::string(r.query) + " host " + std::string(r.host) + " 1." +
                      std::to_string(r.minor_version) + (r.keep_alive ? " keep" : " close");
    for (const auto& [name, value] : r.headers) {
        out += " <" + std::string(name) + "|" + std::string(value) + ">";
    }
    return out + " body " + r.body + "\n";
}

// What the parser makes of a connection's bytes when they come in these pieces, as text. Each
// piece lives on its own bit of heap and only while it is fed, so that the sanitizer sees every
// view that outlives it.
std::string parse(const std::vector<std::string_view>& pieces) {
    http::request_parser parser(max_body);
    std::string out;
    for (const std::string_view piece : pieces) {
        const std::vector<char> bytes(piece.begin(), piece.end());
        std::string_view left{bytes.data(), bytes.size()};
        while (!left.empty()) {
            const std::size_t used = parser.feed(left);
            left.remove_prefix(used);
            if (parser.take_early_head() && parser.expects_continue()) out += "100\n";
            if (parser.state() == http::parse_state::refused) {
                return out + "refused " + std::to_string(parser.why().status) + " " +
                       std::string(parser.why().detail) + "\n";
            }
            if (parser.state() == http::parse_state::complete) {
                out += describe(parser.message());
                parser.next();
            } else if (used == 0) {
                return out + "no progress\n";
            }
        }
    }
    if (parser.state() == http::parse_state::body) out += "in a body\n";
    if (parser.state() == http::parse_state::head && parser.has_begun()) out += "in a head\n";
    return out;
}

// The same for every way to cut the bytes in two, and for single bytes.
void check_every_split(const std::string& bytes, const std::string& expected) {
    CAPTURE(bytes);
    const std::string_view all = bytes;
    CHECK(parse({all}) == expected);
    std::vector<std::string_view> singles;
    for (std::size_t i = 0; i < all.size(); ++i) {
        singles.push_back(all.substr(i, 1));
        const std::string split = parse({all.substr(0, i), all.substr(i)});
        if (split != expected) FAIL_CHECK("split at " << i << ": " << split);
    }
    CHECK(parse(singles) == expected);
}

std::string get(const std::string& target, const std::string& headers = {}) {
    return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n";
}

std::string refused(int status, const std::string& bytes) {
    const std::string result = parse({bytes});
    CAPTURE(result);
    CHECK(result.starts_with("refused " + std::to_string(status) + " "));
    check_every_split(bytes, result);
    return result;
}

const std::string described_get =
    "method 0 target /a?b=c path /a query b=c host h 1.1 keep <Host|h>";

} // namespace

TEST_CASE("request_parser: one request in any pieces") {
    check_every_split(get("/a?b=c"), described_get + " body \n");
    check_every_split(get("/a?b=c", "X-Empty:\r\nX-Blank: \t v \t\r\nx: \xe9\r\n"),
                      described_get + " <X-Empty|> <X-Blank|v> <x|\xe9> body \n");
}

TEST_CASE("request_parser: a body of known length in any pieces") {
    const std::string post = "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
    check_every_split(
        post,
        "method 2 target /p path /p query  host h 1.1 keep <Host|h> <Content-Length|5> "
        "body hello\n");
}

TEST_CASE("request_parser: blanks around a value are no part of it in any pieces") {
    const std::string line = "POST /p HTTP/1.1\r\nHost:\th \t\r\n";
    check_every_split(line + "Content-Length: \t2\t \t\r\nX: \t \t\r\nY:\t\r\n\r\nhi",
                      "method 2 target /p path /p query  host h 1.1 keep <Host|h> "
                      "<Content-Length|2> <X|> <Y|> body hi\n");
    check_every_split(line + "Transfer-Encoding:chunked \t\r\n\r\n0\r\n\r\n",
                      "method 2 target /p path /p query  host h 1.1 keep <Host|h> "
                      "<Transfer-Encoding|chunked> body \n");
}

TEST_CASE("request_parser: a chunked body in any pieces") {
    const std::string post =
        "PUT /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n"
        "5\r\nhello\r\n1;a=\"b\"\r\n \r\n00a\r\n0123456789\r\n0\r\nTrailer: t\r\nHost: "
        "evil\r\n\r\n";
    check_every_split(post,
                      "method 3 target /p path /p query  host h 1.1 keep <Host|h> "
                      "<Transfer-Encoding|Chunked> body hello 0123456789\n");
}

TEST_CASE("request_parser: pipelined requests in any pieces") {
    const std::string post = "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab";
    const std::string described_post =
        "method 2 target /p path /p query  host h 1.1 keep <Host|h> <Content-Length|2> body ab\n";
    check_every_split(get("/a?b=c") + post + get("/a?b=c") + "\r\n" + get("/a?b=c") + post,
                      described_get + " body \n" + described_post + described_get + " body \n" +
                          described_get + " body \n" + described_post);
}

TEST_CASE("request_parser: targets and versions and persistence") {
    check_every_split("GET http://H:1/x?y HTTP/1.0\r\n\r\n",
                      "method 0 target http://H:1/x?y path /x query y host H:1 1.0 close body \n");
    check_every_split("HEAD / HTTP/1.1\r\nhOsT: a\r\nConnection: close\r\n\r\n",
                      "method 1 target / path / query  host a 1.1 close <hOsT|a> "
                      "<Connection|close> body \n");
    check_every_split("OPTIONS * HTTP/1.7\r\nHost: a\r\nConnection: x, CLOSE\r\n\r\n",
                      "method 4 target * path * query  host a 1.1 close <Host|a> "
                      "<Connection|x, CLOSE> body \n");
    check_every_split("OPTIONS / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n",
                      "method 4 target / path / query  host a 1.0 keep <Host|a> "
                      "<Connection|keep-alive> body \n");
    check_every_split("DELETE /web/2026/http://x//y/../z?q=1&r HTTP/1.1\r\nHost: a\r\n\r\n",
                      "method 5 target /web/2026/http://x//y/../z?q=1&r path "
                      "/web/2026/http://x//y/../z query q=1&r host a 1.1 keep <Host|a> body \n");
}

TEST_CASE("request_parser: an upgrade is passed over and the bytes behind it are a request") {
    check_every_split(
        get("/a?b=c", "Connection: Upgrade\r\nUpgrade: websocket\r\n") + get("/a?b=c"),
        described_get + " <Connection|Upgrade> <Upgrade|websocket> body \n" + described_get +
            " body \n");
}

TEST_CASE("request_parser: a client that waits is told to go on once") {
    check_every_split(
        "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n"
        "\r\nx",
        "100\nmethod 2 target / path / query  host h 1.1 keep <Host|h> "
        "<Expect|100-continue> <Content-Length|1> body x\n");
    check_every_split(
        "POST / HTTP/1.1\r\nHost: h\r\nExpect: , 100-Continue,100-continue\r\n"
        "Content-Length: 1\r\n\r\nx",
        "100\nmethod 2 target / path / query  host h 1.1 keep <Host|h> "
        "<Expect|, 100-Continue,100-continue> <Content-Length|1> body x\n");
    check_every_split(get("/a?b=c", "Expect:\r\n"), described_get + " <Expect|> body \n");
    refused(417, get("/", "Expect: the-unexpected\r\n"));
    refused(417, get("/", "Expect: 100-continue, the-unexpected\r\n"));
}

TEST_CASE("request_parser: a cut off request is incomplete") {
    const std::string whole = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab";
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const std::string result = parse({std::string_view{whole}.substr(0, size)});
        CHECK((result == "in a head\n" || result == "in a body\n"));
    }
    CHECK(parse({}).empty());
}

TEST_CASE("request_parser: malformed heads are refused in any pieces") {
    const std::string line = "GET / HTTP/1.1\r\n", host = "Host: h\r\n";
    for (const std::string& bytes :
         std::vector<std::string>{"\r\n\r\nGET / HTTP/1.1\r\n",
                                  "GET /\r\n\r\n",
                                  "GET  / HTTP/1.1\r\n" + host + "\r\n",
                                  "GET / HTTP/1.1 \r\n" + host + "\r\n",
                                  "GET x HTTP/1.1\r\n" + host + "\r\n",
                                  "GET /#f HTTP/1.1\r\n" + host + "\r\n",
                                  "GET /\xff HTTP/1.1\r\n" + host + "\r\n",
                                  "GET / HTTP/1.1\n" + host + "\r\n",
                                  line + "Host: h\n\r\n",
                                  line + host + "\n",
                                  line + "\r\n",
                                  line + host + host + "\r\n",
                                  line + host + "Content-Type: a\r\ncontent-type: a\r\n\r\n",
                                  line + host + "X : y\r\n\r\n",
                                  line + host + "X\r\n\r\n",
                                  line + host + ": y\r\n\r\n",
                                  line + host + "X: a\r\n b\r\n\r\n",
                                  line + " X: y\r\n" + host + "\r\n",
                                  line + host + "X: a\rb\r\n\r\n",
                                  line + host + "X: \x01\r\n\r\n",
                                  line + host + "X: \x7f\r\n\r\n",
                                  std::string("GET /\0 HTTP/1.1\r\n", 17) + host,
                                  line + host + "\rX: y\r\n\r\n",
                                  "GET http:///x HTTP/1.1\r\n" + host + "\r\n",
                                  "GET * HTTP/1.1\r\n" + host + "\r\n",
                                  "G@T / HTTP/1.1\r\n" + host + "\r\n",
                                  "\x16\x03\x01\x02\x01\x01\xfc\x03\x03 hello\r\n\r\n"}) {
        refused(400, bytes);
    }
    for (const std::string wrong :
         {"", "a b", "a,b", "a/b", "u@h", "h:x", "h:65536", "h:-1", "[::1", "::1", "[h]", "[]",
          "[::1]x", "[127.0.0.1]", "h\x80", "http://h"}) {
        refused(400, line + "Host: " + wrong + "\r\n\r\n");
    }
    refused(501, "CONNECT h:80 HTTP/1.1\r\n" + host + "\r\n");
    refused(501, "get / HTTP/1.1\r\n" + host + "\r\n");
    refused(505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    refused(505, "GET / HTTP/0.9\r\n" + host + "\r\n");
    refused(505, "GET / HTTP/2.0\r\n" + host + "\r\n");
    refused(501, "BREW / HTTP/1.1\r\n" + host + "\r\n");
}

TEST_CASE("request_parser: framing in doubt is refused in any pieces") {
    const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
    for (const std::string headers :
         {"Content-Length: 5\r\nContent-Length: 5\r\n", "Content-Length: 5, 5\r\n",
          "Content-Length: +5\r\n", "Content-Length: 5x\r\n", "Content-Length:\r\n",
          "Content-Length: 99999999999999999999999\r\n",
          "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"}) {
        refused(400, post + headers + "\r\nhello");
    }
    const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
    for (const std::string body : {"x\r\n",
                                   "-1\r\n",
                                   "5\nhello",
                                   "5\r\nhello!",
                                   "5\r\nhello\n",
                                   "ffffffffffffffffff\r\n",
                                   " 5\r\nhello\r\n",
                                   "\r\n",
                                   "5 \r\nhello\r\n",
                                   "5;\r\nhello",
                                   "5;a=\r\nhello",
                                   "5;a=\"b\r\nhello",
                                   "5,a\r\nhello",
                                   "5;a\x01\r\nhello",
                                   "5\rhello",
                                   "0\r\nX\r\n\r\n",
                                   "0\r\n: y\r\n\r\n",
                                   "0\r\nX: a\r\n b\r\n\r\n",
                                   "0\r\nX: a\n\r\n",
                                   "0\r\nX : a\r\n\r\n"}) {
        refused(400, chunked + body);
    }
    for (const std::string coding : {"", "gzip", "chunked, gzip", "identity", "xchunked",
                                     "chunked, chunked", "chunked;q=1", "\"chunked\"", ","}) {
        refused(400, post + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n");
    }
    refused(501, post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");
    refused(400, "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

TEST_CASE("request_parser: bodies up to the limit are taken and no byte more") {
    const std::string post = "POST / HTTP/1.1\r\nHost: h\r\n";
    const std::string full(max_body, 'x');
    const auto taken = [](const std::string& bytes) {
        const std::string result = parse({bytes});
        check_every_split(bytes, result);
        return result;
    };
    CHECK(taken(post + "Content-Length: 100\r\n\r\n" + full).ends_with(full + "\n"));
    refused(413, post + "Content-Length: 101\r\n\r\n");
    const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
    CHECK(taken(chunked + "64\r\n" + full + "\r\n0\r\n\r\n").ends_with(full + "\n"));
    refused(413, chunked + "64\r\n" + full + "\r\n1\r\nx\r\n0\r\n\r\n");
    refused(413, chunked + "65\r\n" + full + "x");
}

TEST_CASE("request_parser: chunks that are all framing are refused") {
    std::string bytes = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    refused(400, bytes + "1;" + std::string(300, 'x'));
    refused(431, bytes + "0\r\nX: " + std::string(8 * 1024, 'x'));
    for (int i = 0; i < 90; ++i) bytes += "1;a=\"" + std::string(200, 'x') + "\"\r\nx\r\n";
    CHECK(parse({bytes}).starts_with("refused 400"));
}
