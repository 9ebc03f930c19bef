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
    }
}

TEST_CASE("static_files: type and tag and compression") {
    const auto plain = web::static_file(asking(), "style.css");
    CHECK(plain.status == 200);
    CHECK(plain.content_type == "text/css; charset=utf-8");
    CHECK(field(plain, "Vary") == "Accept-Encoding");
    CHECK(field(plain, "Content-Encoding").empty());
    const auto packed = web::static_file(asking({{"Accept-Encoding", "br, gzip"}}), "style.css");
    CHECK(field(packed, "Content-Encoding") == "gzip");
    CHECK(gunzip(packed.constant) == plain.constant);
    CHECK(packed.constant.size() < plain.constant.size());
    CHECK(field(packed, "ETag") != field(plain, "ETag"));
    CHECK(field(plain, "ETag").starts_with("\""));
}

TEST_CASE("static_files: a known tag gets 304 without a body") {
    const std::string tag = field(web::static_file(asking(), "style.css"), "ETag");
    for (const std::string& known : {tag, "W/" + tag, "\"x\", " + tag, std::string("*")}) {
        CAPTURE(known);
        const auto r = web::static_file(asking({{"If-None-Match", known}}), "style.css");
        CHECK(r.status == 304);
        CHECK(r.size() == 0);
        CHECK(field(r, "ETag") == tag);
    }
    CHECK(web::static_file(asking({{"If-None-Match", "\"x\""}}), "style.css").status == 200);
    const auto packed = asking({{"If-None-Match", tag}, {"Accept-Encoding", "gzip"}});
    CHECK(web::static_file(packed, "style.css").status == 200);
}

TEST_CASE("static_files: nothing else is served") {
    for (const std::string name :
         {"", "nothing.js", "../style.css", "Style.css", "style.css/", "index.html", "%2e%2e"}) {
        CAPTURE(name);
        CHECK(web::static_file(asking(), name).status == 404);
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
