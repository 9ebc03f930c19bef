#include <doctest/doctest.h>

#include <stdexcept>

#include "udp-sender/http_reader.hpp"

using namespace gateway::sender;

namespace {

struct answer {
    int status = 0;
    std::string body;
    bool complete = false;
};

// Reads `bytes` in pieces of `size`, then the end of the connection.
answer read(std::string_view bytes, std::size_t size, bool end = true) {
    answer got;
    http_reader reader([&got](std::string_view piece) { got.body += piece; });
    for (std::size_t i = 0; i < bytes.size(); i += size) reader.feed(bytes.substr(i, size));
    if (end && !reader.complete()) reader.end();
    got.status = reader.status();
    got.complete = reader.complete();
    return got;
}

void check_all_splits(std::string_view bytes, std::string_view body) {
    for (std::size_t size = 1; size <= bytes.size(); ++size) {
        const answer got = read(bytes, size);
        REQUIRE(got.status == 200);
        REQUIRE(got.complete);
        REQUIRE(got.body == body);
    }
}

} // namespace

TEST_CASE("http_reader: a body of known length, split anywhere") {
    check_all_splits("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello", "hello");
    check_all_splits("HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n", "");
}

TEST_CASE("http_reader: chunks with extensions and trailers, split anywhere") {
    check_all_splits(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
        "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n",
        "abc0123456789");
}

TEST_CASE("http_reader: a body up to the end of the connection") {
    check_all_splits("HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nall\r\nof it", "all\r\nof it");
}

TEST_CASE("http_reader: an interim answer is passed over") {
    check_all_splits("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
                     "x");
}

TEST_CASE("http_reader: the body of another status is not handed over") {
    const answer got = read("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone", 3);
    CHECK(got.status == 404);
    CHECK(got.complete);
    CHECK(got.body.empty());
}

TEST_CASE("http_reader: what stands behind the answer is passed over") {
    CHECK(read("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxyz", 100).body == "x");
}

TEST_CASE("http_reader: an answer that ends early is an error") {
    const std::string_view whole =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CHECK_THROWS_AS(read(whole.substr(0, size), 7), std::runtime_error);
    }
}

TEST_CASE("http_reader: what is no HTTP is an error") {
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const std::string& bytes :
         {std::string("SSH-2.0-x\r\n"), std::string("HTTP/2 200\r\n"),
          std::string("HTTP/1.1 2x0 OK\r\n"), std::string("\r\n"), chunked + "xyz\r\n",
          chunked + "1\r\nab\r\n", chunked + "fffffffffffffffff\r\n"}) {
        CAPTURE(bytes);
        CHECK_THROWS_AS(read(bytes, 100, false), std::runtime_error);
    }
}

TEST_CASE("http_reader: an endless head does not fill the memory") {
    http_reader line([](std::string_view) {});
    CHECK_THROWS_AS(line.feed(std::string(100'000, 'x')), std::runtime_error);
    http_reader head([](std::string_view) {});
    head.feed("HTTP/1.1 200 OK\r\n");
    const auto feed_headers = [&head] {
        for (int i = 0; i < 100'000; ++i) head.feed("Name: value\r\n");
    };
    CHECK_THROWS_AS(feed_headers(), std::runtime_error);
}
