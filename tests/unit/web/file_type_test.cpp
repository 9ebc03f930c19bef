#include "web/file_type.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

using namespace gateway;

TEST_CASE("file_type: by the ending of the name, in any case") {
    const std::pair<std::string, std::string> table[]{
        {"a.html", "text/html; charset=utf-8"},
        {"A.HTML", "text/html; charset=utf-8"},
        {"a.css", "text/css; charset=utf-8"},
        {"a.js", "text/javascript; charset=utf-8"},
        {"a.mjs", "text/javascript; charset=utf-8"},
        {"a.min.js", "text/javascript; charset=utf-8"},
        {"a.json", "application/json"},
        {"a.svg", "image/svg+xml; charset=utf-8"},
        {"a.png", "image/png"},
        {"a.jpg", "image/jpeg"},
        {"a.JPeG", "image/jpeg"},
        {"a.gif", "image/gif"},
        {"a.webp", "image/webp"},
        {"a.avif", "image/avif"},
        {"favicon.ico", "image/x-icon"},
        {"a.txt", "text/plain; charset=utf-8"},
        {"a.md", "text/markdown; charset=utf-8"},
        {"a.xml", "application/xml; charset=utf-8"},
        {"a.pdf", "application/pdf"},
        {"a.wasm", "application/wasm"},
        {"a.woff2", "font/woff2"},
        {"a.mp4", "video/mp4"},
        {"a.webm", "video/webm"},
        {"a.mp3", "audio/mpeg"},
        {"a.wav", "audio/wav"},
        {"a.csv", "text/csv; charset=utf-8"},
        {"a.tar.gz", "application/gzip"},
        {"a", "application/octet-stream"},
        {"html", "application/octet-stream"},
        {"a.html.exe", "application/octet-stream"},
        {"a.html/b", "application/octet-stream"},
        {"a.html ", "application/octet-stream"},
        {"a.", "application/octet-stream"},
        {"", "application/octet-stream"},
    };
    for (const auto& [name, type] : table) {
        CAPTURE(name);
        CHECK(web::type_of(name).name == type);
    }
}

TEST_CASE("file_type: what a browser runs scripts of is a document") {
    for (const std::string name : {"a.html", "a.htm", "a.xhtml", "a.svg", "a.xml"}) {
        CAPTURE(name);
        CHECK(web::type_of(name).active);
    }
    for (const std::string name : {"a.js", "a.css", "a.txt", "a.png", "a.pdf", "a"}) {
        CAPTURE(name);
        CHECK_FALSE(web::type_of(name).active);
    }
}
