#include "http/response_head.hpp"

#include <doctest/doctest.h>

#include <string>

#include "http/chunk.hpp"
#include "http/status.hpp"
#include "support/http_client.hpp"

using namespace gateway;

namespace {

tests::http_response written(const http::response& r, const http::framing& f) {
    std::string head;
    http::append_head(head, r, f, "Mon, 23 Nov 2026 17:00:00 GMT");
    return tests::parse_head(head);
}

http::framing framing_of(std::size_t length) {
    http::framing f;
    f.length = length;
    return f;
}

} // namespace

TEST_CASE("response_head: an answer of known length") {
    http::response r;
    r.content_type = "text/plain; charset=utf-8";
    r.fields = "Cache-Control: no-store\r\nX-Own: 1\r\n";
    const auto head = written(r, framing_of(5));
    CHECK(head.head.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(head.header("Date") == "Mon, 23 Nov 2026 17:00:00 GMT");
    CHECK(head.header("Content-Type") == "text/plain; charset=utf-8");
    CHECK(head.header("Content-Length") == "5");
    CHECK(head.header("Cache-Control") == "no-store");
    CHECK(head.header("X-Own") == "1");
    CHECK(head.count("Transfer-Encoding") == 0);
    CHECK(head.count("Connection") == 0);
}

TEST_CASE("response_head: every answer keeps browsers from making more of it") {
    http::response r;
    for (const int status : {200, 304, 404, 500}) {
        r.status = status;
        const auto head = written(r, {});
        CHECK(head.status == status);
        CHECK(head.header("X-Content-Type-Options") == "nosniff");
        CHECK(head.header("Referrer-Policy") == "no-referrer");
        CHECK(head.header("Cross-Origin-Resource-Policy") == "same-origin");
        CHECK(head.header("Cross-Origin-Opener-Policy") == "same-origin");
        CHECK(head.count("Content-Type") == 0);
        CHECK(head.count("Content-Length") == 0);
    }
}

TEST_CASE("response_head: framing and persistence") {
    http::framing f;
    f.chunked = true;
    CHECK(written({}, f).header("Transfer-Encoding") == "chunked");
    f.keep_alive = false;
    CHECK(written({}, f).header("Connection") == "close");
    http::framing old = framing_of(0);
    old.minor_version = 0;
    CHECK(written({}, old).header("Connection") == "keep-alive");
    CHECK(written({}, old).header("Content-Length") == "0");
    old.keep_alive = false;
    CHECK(written({}, old).header("Connection") == "close");
}

TEST_CASE("response_head: every status that is sent has its phrase") {
    for (const int status : {200, 201, 204, 304, 400, 401, 403, 404, 405, 408, 410, 413, 414, 417,
                             421, 431, 501, 503, 505}) {
        CAPTURE(status);
        CHECK_FALSE(http::reason_phrase(status).empty());
        CHECK(http::reason_phrase(status) != http::reason_phrase(500));
    }
}

TEST_CASE("chunk: what is appended between begin and end is one chunk") {
    for (const std::size_t size : {1, 15, 16, 255, 4096, 65'535, 1'000'000}) {
        CAPTURE(size);
        std::string out = "before";
        const std::size_t start = http::begin_chunk(out);
        out += std::string(size, 'x');
        http::end_chunk(out, start);
        REQUIRE(out.starts_with("before"));
        out.erase(0, 6);
        http::append_last_chunk(out);
        out += "behind";
        tests::http_response head;
        head.status = 200;
        head.headers.emplace_back("Transfer-Encoding", "chunked");
        tests::body_decoder decoder(head, false);
        std::string body;
        decoder.feed(out, body);
        CHECK(decoder.done());
        CHECK(body == std::string(size, 'x'));
        CHECK(out == "behind");
    }
}

TEST_CASE("chunk: an empty one leaves nothing") {
    std::string out = "before";
    http::end_chunk(out, http::begin_chunk(out));
    CHECK(out == "before");
}
