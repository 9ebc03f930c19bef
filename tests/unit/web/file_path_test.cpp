#include "web/file_path.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gateway;

TEST_CASE("file_path: names are decoded once") {
    const std::pair<std::string, std::string> table[]{
        {"a.txt", "a.txt"},
        {"a/b/c.txt", "a/b/c.txt"},
        {"a%20b.txt", "a b.txt"},
        {"%61%2Etxt", "a.txt"},
        {"a+b", "a+b"},
        {"a%2525", "a%25"},
        {"a%252e%252e/b", "a%2e%2e/b"},
        {"a%252fb", "a%2fb"},
        {"caf%C3%A9", "caf\xc3\xa9"},
        {"%ff", "\xff"},
        {"a..b", "a..b"},
        {"a.", "a."},
        {"a/b...", "a/b..."},
        {"C:x", "C:x"},
        {"~root", "~root"},
        {"-rf", "-rf"},
        {"a%0Ab", "a\nb"},
    };
    for (const auto& [raw, path] : table) {
        CAPTURE(raw);
        const web::file_path decoded = web::decode_file_path(raw);
        CHECK(decoded.error.status == 0);
        CHECK(decoded.path == path);
    }
}

TEST_CASE("file_path: what can't be a file's name") {
    for (const std::string raw : {"%00",
                                  "a%00.txt",
                                  "a.txt%00.html",
                                  "%2F",
                                  "a%2fb",
                                  "%2Fetc%2fpasswd",
                                  "..%2f..%2fetc/passwd",
                                  "%5C",
                                  "a%5cb",
                                  "..%5c..",
                                  "a\\b",
                                  "..\\..",
                                  "%",
                                  "a%",
                                  "a%2",
                                  "%zz",
                                  "%2",
                                  "a%%",
                                  "%u002e",
                                  "a%2g"}) {
        CAPTURE(raw);
        const web::file_path decoded = web::decode_file_path(raw);
        CHECK(decoded.error.status == 400);
        CHECK_FALSE(decoded.error.detail.empty());
        CHECK(decoded.path.empty());
    }
}

TEST_CASE("file_path: dot files, dots and empty segments are not looked for") {
    for (const std::string raw : {"",
                                  ".",
                                  "..",
                                  "/",
                                  "//",
                                  "a/",
                                  "/a",
                                  "a//b",
                                  "./a",
                                  "../a",
                                  "a/.",
                                  "a/..",
                                  "a/./b",
                                  "a/../b",
                                  "../../etc/passwd",
                                  ".git/config",
                                  "a/.htpasswd",
                                  ".",
                                  "%2e",
                                  "%2e%2e",
                                  "%2e%2e/a",
                                  ".%2e/a",
                                  "a/%2E./b",
                                  "...",
                                  ".a",
                                  "a/%2egit/b",
                                  "/etc/passwd"}) {
        CAPTURE(raw);
        const web::file_path decoded = web::decode_file_path(raw);
        CHECK(decoded.error.status == 404);
        CHECK(decoded.path.empty());
    }
}
