#include "web/static_files.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/run_command.hpp"

using namespace gateway;

namespace {

http::request asking(std::vector<http::header_field> headers = {}) {
    http::request r;
    r.headers = std::move(headers);
    return r;
}

std::string field(const http::response& r, const std::string& name) {
    const std::size_t at = r.fields.find(name + ": ");
    if (at == std::string::npos) return {};
    const std::size_t from = at + name.size() + 2;
    return r.fields.substr(from, r.fields.find("\r\n", from) - from);
}

std::string gunzip(std::string_view bytes) {
    const auto result = tests::run_command({"gzip", "-dc"}, std::string(bytes));
    CHECK(result.status == 0);
    return result.out;
}

} // namespace

TEST_CASE("static_files: every file is there plain and gzipped and the same") {
    REQUIRE(web::embedded_assets().size() >= 3);
    std::string_view before;
    for (const web::asset& a : web::embedded_assets()) {
        CAPTURE(a.name);
        CHECK(a.name > before);
        before = a.name;
        CHECK_FALSE(a.plain.empty());
        CHECK(gunzip(a.gzip) == a.plain);
        CHECK(a.hash.size() == 16);
        CHECK(a.modified > 1'700'000'000);
    }
}

TEST_CASE("static_files: type and tag and compression") {
    const web::asset* const style = web::find_asset("style.css");
    REQUIRE(style != nullptr);
    const auto plain = web::serve_asset(asking(), *style);
    CHECK(plain.status == 200);
    CHECK(plain.content_type == "text/css; charset=utf-8");
    CHECK(field(plain, "Vary") == "Accept-Encoding");
    CHECK(plain.content_encoding.empty());
    const auto packed = web::serve_asset(asking({{"Accept-Encoding", "br, gzip"}}), *style);
    CHECK(packed.content_encoding == "gzip");
    CHECK(gunzip(packed.constant) == plain.constant);
    CHECK(packed.constant.size() < plain.constant.size());
    CHECK(packed.etag != plain.etag);
    for (const auto* r : {&plain, &packed}) {
        CHECK(r->etag.starts_with("\""));
        CHECK(r->etag.ends_with("\""));
        CHECK(r->last_modified == style->modified);
        CHECK(r->ranges);
    }
}

TEST_CASE("static_files: nothing else is found") {
    for (const std::string name :
         {"", "nothing.js", "../style.css", "Style.css", "style.css/", "index.html", "%2e%2e"}) {
        CAPTURE(name);
        CHECK(web::find_asset(name) == nullptr);
    }
}

TEST_CASE("static_files: the page carries its policy") {
    const auto page = web::live_page(asking());
    CHECK(page.status == 200);
    CHECK(page.content_type == "text/html; charset=utf-8");
    const std::string policy = field(page, "Content-Security-Policy");
    CHECK(policy.find("default-src 'none'") != std::string::npos);
    CHECK(policy.find("unsafe") == std::string::npos);
}
