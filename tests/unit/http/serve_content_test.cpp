#include "http/serve_content.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <string>
#include <vector>

using namespace gateway;

namespace {

constexpr std::int64_t modified = 784'111'777;
constexpr std::string_view modified_date = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::int64_t now = 1'795'507'200;
constexpr std::string_view digits = "0123456789";

using fields = std::vector<http::header_field>;
enum class body { constant, text, file };

http::response whole(body kind = body::constant) {
    http::response r;
    r.content_type = "text/plain";
    r.fields = "Cache-Control: no-cache\r\nVary: Accept-Encoding\r\n";
    r.etag = "\"a\"";
    r.last_modified = modified;
    r.ranges = true;
    if (kind == body::constant) r.constant = digits;
    if (kind == body::text) r.body = digits;
    if (kind == body::file) {
        r.file = std::make_unique<http::file_body>();
        r.file->pieces.push_back({"", 0, digits.size()});
    }
    return r;
}

http::response served(fields headers, http::response r = whole(),
                      http::method method = http::method::get) {
    http::request request;
    request.method = method;
    request.headers = std::move(headers);
    http::serve_content(
        request, r, [] { return now; }, [] { return std::uint64_t{0xabc}; });
    return r;
}

std::string field(const http::response& r, const std::string& name) {
    const std::size_t at = ("\r\n" + r.fields).find("\r\n" + name + ": ");
    if (at == std::string::npos) return {};
    const std::size_t from = at + name.size() + 2;
    return r.fields.substr(from, r.fields.find("\r\n", from) - from);
}

// What is sent of the digits; of a file too.
std::string sent(const http::response& r) {
    if (!r.file) return std::string(r.constant.empty() ? r.body : r.constant);
    std::string out;
    for (const auto& piece : r.file->pieces) {
        out += piece.text;
        out += digits.substr(piece.offset, piece.length);
    }
    CHECK(out.size() == r.file->size());
    return out;
}

} // namespace

TEST_CASE("serve_content: the whole with its validators") {
    for (const body kind : {body::constant, body::text, body::file}) {
        const auto r = served({{"Host", "x"}}, whole(kind));
        CHECK(r.status == 200);
        CHECK(r.content_type == "text/plain");
        CHECK(field(r, "ETag") == "\"a\"");
        CHECK(field(r, "Last-Modified") == modified_date);
        CHECK(field(r, "Accept-Ranges") == "bytes");
        CHECK(sent(r) == digits);
    }
}

TEST_CASE("serve_content: 304 repeats what a cache needs and says nothing of the content") {
    for (const body kind : {body::constant, body::text, body::file}) {
        http::response packed = whole(kind);
        packed.content_encoding = "gzip";
        const auto r = served({{"If-None-Match", "\"a\""}}, std::move(packed));
        CHECK(r.status == 304);
        CHECK(r.size() == 0);
        CHECK(r.content_type.empty());
        CHECK(field(r, "ETag") == "\"a\"");
        CHECK(field(r, "Cache-Control") == "no-cache");
        CHECK(field(r, "Vary") == "Accept-Encoding");
        CHECK(field(r, "Last-Modified").empty());
        CHECK(field(r, "Content-Encoding").empty());
        CHECK(field(r, "Accept-Ranges").empty());
    }
    http::response dated = whole();
    dated.etag.clear();
    const auto r = served({{"If-Modified-Since", modified_date}}, std::move(dated));
    CHECK(r.status == 304);
    CHECK(field(r, "Last-Modified") == modified_date); // the one that there is
    CHECK(served({{"If-Modified-Since", modified_date}}).status == 304);
    CHECK(served({{"If-Modified-Since", modified_date}}, whole(), http::method::head).status ==
          304);
}

TEST_CASE("serve_content: a condition that fails leaves nothing but the status") {
    const auto r = served({{"If-Match", "\"b\""}});
    CHECK(r.status == 412);
    CHECK(r.size() == 0);
    CHECK(r.fields.empty());
    CHECK(r.content_type.empty());
}

TEST_CASE("serve_content: one range of each kind of body") {
    for (const body kind : {body::constant, body::text, body::file}) {
        const auto r = served({{"Range", "bytes=2-5"}}, whole(kind));
        CHECK(r.status == 206);
        CHECK(r.content_type == "text/plain");
        CHECK(field(r, "Content-Range") == "bytes 2-5/10");
        CHECK(field(r, "ETag") == "\"a\"");
        CHECK(field(r, "Last-Modified") == modified_date);
        CHECK(field(r, "Cache-Control") == "no-cache");
        CHECK(field(r, "Vary") == "Accept-Encoding");
        CHECK(sent(r) == "2345");
    }
    CHECK(sent(served({{"Range", "bytes=-3"}})) == "789");
    CHECK(field(served({{"Range", "bytes=-3"}}), "Content-Range") == "bytes 7-9/10");
    CHECK(sent(served({{"Range", "bytes=8-99"}})) == "89");
    const auto joined = served({{"Range", "bytes=0-4,5-9"}});
    CHECK(joined.status == 206);
    CHECK(field(joined, "Content-Range") == "bytes 0-9/10");
}

TEST_CASE("serve_content: several ranges are the parts of one body (RFC 9110, 14.6)") {
    const std::string expected =
        "\r\n--0000000000000abc\r\nContent-Type: text/plain\r\nContent-Range: bytes "
        "7-9/10\r\n\r\n789"
        "\r\n--0000000000000abc\r\nContent-Type: text/plain\r\nContent-Range: bytes "
        "0-1/10\r\n\r\n01"
        "\r\n--0000000000000abc--\r\n";
    for (const body kind : {body::constant, body::text, body::file}) {
        const auto r = served({{"Range", "bytes=-3, 0-1, 99-"}}, whole(kind));
        CHECK(r.status == 206);
        CHECK(r.content_type.empty());
        CHECK(field(r, "Content-Type") == "multipart/byteranges; boundary=0000000000000abc");
        CHECK(field(r, "Content-Range").empty());
        CHECK(field(r, "ETag") == "\"a\"");
        CHECK(sent(r) == expected);
        CHECK(r.size() == expected.size());
    }
}

TEST_CASE("serve_content: a range that can't be had tells the size") {
    const auto r = served({{"Range", "bytes=10-"}});
    CHECK(r.status == 416);
    CHECK(field(r, "Content-Range") == "bytes */10");
    CHECK(field(r, "Cache-Control").empty());
    CHECK(r.size() == 0);
}

TEST_CASE("serve_content: where a range does not count the whole is sent") {
    http::response fixed = whole();
    fixed.ranges = false;
    http::response missing = whole();
    missing.status = 404;
    const std::vector<http::response> all = [&] {
        std::vector<http::response> r;
        r.push_back(served({{"Range", "lines=0-4"}}));
        r.push_back(served({{"Range", "bytes=4-0"}}));
        r.push_back(served({{"Range", "bytes=0-4"}}, whole(), http::method::head));
        r.push_back(served({{"Range", "bytes=99-"}}, whole(), http::method::head));
        r.push_back(served({{"Range", "bytes=0-4"}, {"If-Range", "\"b\""}}));
        r.push_back(served({{"Range", "bytes=99-"}, {"If-Range", "\"b\""}}));
        r.push_back(served({{"Range", "bytes=0-1"}, {"Range", "bytes=4-5"}}));
        r.push_back(served({{"Range", "bytes=0-4"}}, std::move(fixed)));
        return r;
    }();
    for (const http::response& r : all) {
        CHECK(r.status == 200);
        CHECK(sent(r) == digits);
        CHECK(field(r, "Content-Range").empty());
    }
    const auto error = served({{"Range", "bytes=0-4"}, {"If-None-Match", "*"}}, std::move(missing));
    CHECK(error.status == 404);
    CHECK(error.fields.find("ETag") == std::string::npos);
}

TEST_CASE("serve_content: conditions come before ranges") {
    const http::header_field range{"Range", "bytes=0-4"};
    CHECK(served({range, {"If-None-Match", "\"a\""}}).status == 304);
    CHECK(served({range, {"If-Match", "\"b\""}}).status == 412);
    CHECK(served({range, {"If-Match", "\"a\""}, {"If-Range", "\"a\""}}).status == 206);
    CHECK(served({range, {"If-Range", modified_date}}).status == 206);
    CHECK(served({range, {"If-Unmodified-Since", "Sat, 05 Nov 1994 00:00:00 GMT"}}).status == 412);
    CHECK(served({{"Range", "bytes=99-"}, {"If-None-Match", "\"a\""}}).status == 304);
    CHECK(served({{"Range", "bytes=99-"}, {"If-Match", "\"b\""}}).status == 412);
}

TEST_CASE("serve_content: what is modified in the future was modified now") {
    http::response r = whole();
    r.last_modified = now + 3600;
    const auto answer = served({}, std::move(r));
    CHECK(field(answer, "Last-Modified") == "Tue, 24 Nov 2026 08:00:00 GMT");
}

TEST_CASE("serve_content: other methods and what has no validators") {
    const auto post =
        served({{"If-None-Match", "*"}, {"Range", "bytes=0-1"}}, whole(), http::method::post);
    CHECK(post.status == 200);
    CHECK(post.fields.find("ETag") == std::string::npos);
    http::response plain;
    plain.body = "x";
    CHECK(served({{"If-None-Match", "\"a\""}, {"Range", "bytes=0-0"}}, std::move(plain)).status ==
          200);
    http::response other;
    other.body = "x";
    CHECK(served({{"If-None-Match", "*"}}, std::move(other)).status == 304);
}

TEST_CASE("serve_content: what never was the same before is sent whole, whatever is asked") {
    for (const http::header_field& field : fields{{"If-None-Match", "*"},
                                                  {"If-Match", "\"x\""},
                                                  {"If-Modified-Since", modified_date},
                                                  {"Range", "bytes=0-1"}}) {
        CAPTURE(field.name);
        http::response r = whole();
        r.always_whole = true;
        r = served({field}, std::move(r));
        CHECK(r.status == 200);
        CHECK(sent(r) == digits);
    }
}

TEST_CASE("serve_content: a type that was stored is a type like any other") {
    const auto stored = [] {
        http::response r = whole(body::text);
        r.content_type = {};
        r.stored_type = "text/html; charset=x";
        return r;
    };
    CHECK(served({}, stored()).type() == "text/html; charset=x");
    CHECK(served({{"Range", "bytes=1-2"}}, stored()).type() == "text/html; charset=x");
    const auto parts = served({{"Range", "bytes=0-0,4-5"}}, stored());
    CHECK(parts.status == 206);
    CHECK(parts.type().empty()); // it is that of the parts
    CHECK(sent(parts).find("Content-Type: text/html; charset=x\r\n") != std::string::npos);
    for (const fields& asked : {fields{{"If-None-Match", "\"a\""}}, fields{{"If-Match", "\"b\""}},
                                fields{{"Range", "bytes=10-"}}}) {
        CHECK(served(asked, stored()).type().empty());
    }
}
