#include "http/head_scanner.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gateway;
using verdict = http::head_scanner::verdict;

namespace {

// 0 for a whole head, else the status that refuses it; -1 where it is not complete.
int scan(const std::string& head) {
    http::head_scanner scanner;
    const verdict v = scanner.scan(head);
    if (v == verdict::refused) return scanner.why().status;
    return v == verdict::complete ? 0 : -1;
}

std::string head_with(std::size_t lines, std::size_t bytes) {
    std::string head = "GET / HTTP/1.1\r\n";
    const std::size_t each = bytes / lines;
    for (std::size_t i = 0; i < lines; ++i) {
        const std::size_t size = i + 1 == lines ? bytes - each * (lines - 1) : each;
        head += "X:" + std::string(size - 4, 'v') + "\r\n";
    }
    return head + "\r\n";
}

} // namespace

TEST_CASE("head_scanner: finds the end and nothing behind it") {
    const std::string head = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    http::head_scanner scanner;
    CHECK(scanner.scan(head + "GET /next") == verdict::complete);
    CHECK(scanner.head_size() == head.size());
    http::head_scanner grown;
    for (std::size_t size = 0; size < head.size(); ++size) {
        CHECK(grown.scan(head.substr(0, size)) == verdict::incomplete);
    }
    CHECK(grown.scan(head) == verdict::complete);
    CHECK(grown.head_size() == head.size());
}

TEST_CASE("head_scanner: a request line may be 8 KiB long") {
    const auto line = [](std::size_t size) {
        return "GET /" + std::string(size - 14, 'a') + " HTTP/1.1\r\n\r\n";
    };
    CHECK(scan(line(8000)) == 0);
    CHECK(scan(line(8190)) == 0);
    CHECK(scan(line(8200)) == 414);
    CHECK(scan("GET /" + std::string(8100, 'a')) == -1);
    CHECK(scan("GET /" + std::string(8200, 'a')) == 414); // without an end
    CHECK(scan(std::string(8100, 'A')) == -1);
    CHECK(scan(std::string(8200, 'A')) == 501);
    CHECK(scan(std::string(8200, 'A') + " / HTTP/1.1\r\n\r\n") == 501); // however it comes
}

TEST_CASE("head_scanner: a first line that is no request line is refused at its end") {
    for (const std::string line : {"GET /", "HELO there", "GET / HTTP/1", "GET  / HTTP/1.1",
                                   "GET / HTTP/1.1 ", "GET / a HTTP/1.1", "GET"}) {
        CAPTURE(line);
        CHECK(scan(line + "\r") == -1);
        CHECK(scan(line + "\r\n") == 400);
        CHECK(scan("\r\n" + line + "\r\n") == 400);
    }
    CHECK(scan("GET / HTTP/9.9\r\n") == -1); // a matter for the whole head
}

TEST_CASE("head_scanner: fields may be 32 KiB and 100 lines") {
    CHECK(scan(head_with(1, 32'000)) == 0);
    CHECK(scan(head_with(100, 32'000)) == 0);
    CHECK(scan(head_with(100, 500)) == 0);
    CHECK(scan(head_with(101, 500)) == 431);
    CHECK(scan(head_with(1, 33'000)) == 431);
    CHECK(scan(head_with(50, 33'000)) == 431);
    CHECK(scan("GET / HTTP/1.1\r\nX:" + std::string(33'000, 'v')) == 431); // without an end
}

TEST_CASE("head_scanner: control bytes and bare ends of lines are refused where they stand") {
    const std::string line = "GET / HTTP/1.1\r\n";
    for (int i = 0; i < 256; ++i) {
        const auto c = static_cast<char>(i);
        CAPTURE(i);
        const bool allowed = (i >= 0x20 && i != 0x7f) || c == '\t';
        CHECK(scan(line + "X: a" + c + "b\r\n\r\n") == (allowed ? 0 : 400));
    }
    CHECK(scan("GET / HTTP/1.1\n") == 400);
    CHECK(scan(line + "X: y\n") == 400);
    CHECK(scan(line + "\n") == 400);
    CHECK(scan(line + " folded: x\r\n") == 400);
    CHECK(scan(line + "X: y\r\n\tfolded\r\n") == 400);
}

TEST_CASE("head_scanner: one empty line in front is passed over") {
    CHECK(scan("\r\nGET / HTTP/1.1\r\n\r\n") == 0);
    CHECK(scan("\r\n\r\n") == 400);
}

// Whole words are looked at where many bytes have come, single ones where few have.
TEST_CASE(
    "head_scanner: every byte at every place is judged alike, in one piece and byte by byte") {
    const std::string head = "GET /a/target HTTP/1.1\r\nHost: example\r\nX-Name: value\r\n\r\n";
    for (std::size_t at = 0; at < head.size(); ++at) {
        for (int byte = 0; byte < 256; ++byte) {
            std::string changed = head;
            changed[at] = static_cast<char>(byte);
            http::head_scanner whole;
            http::head_scanner slow;
            const verdict v = whole.scan(changed);
            verdict step = verdict::incomplete;
            for (std::size_t n = 1; n <= changed.size() && step == verdict::incomplete; ++n) {
                step = slow.scan(changed.substr(0, n));
            }
            CAPTURE(at);
            CAPTURE(byte);
            REQUIRE(v == step);
            REQUIRE(whole.why().detail == slow.why().detail);
            REQUIRE((v != verdict::complete || whole.head_size() == slow.head_size()));
        }
    }
}
