#include "web/redirects.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <string>
#include <string_view>
#include <vector>

using namespace gateway;
using sv = std::string_view;

namespace {

const std::vector<redirect> table{
    {"fixed", {{"https://example.com/a?b=c#d"}}},
    {"docs", {{"https://docs.example.com/v2/{rest}"}}},
    {"search", {{"https://example.com/?q=1&{query}"}}},
    {"both", {{"/events/{rest}?{query}#top"}}},
    {"middle", {{"https://example.com/?{query}&via=us"}}},
    {"split", {{"https://a.example/", 6}, {"https://b.example/", 3}, {"https://c.example/", 1}}},
};

// The Location for "name/rest", or the status where there is none.
std::string to(sv path, sv query = "") {
    web::redirects r(table, 1);
    const auto place = r.find(path);
    if (place.to == nullptr) return std::to_string(place.status);
    std::string out;
    web::redirects::append_location(out, place, query);
    return out;
}

} // namespace

TEST_CASE("redirects: each form of a target") {
    CHECK(to("fixed") == "https://example.com/a?b=c#d");
    CHECK(to("docs") == "https://docs.example.com/v2/");
    CHECK(to("docs/") == "https://docs.example.com/v2/");
    CHECK(to("docs/a/b%20c") == "https://docs.example.com/v2/a/b%20c");
    CHECK(to("search", "x=2") == "https://example.com/?q=1&x=2");
    CHECK(to("both/7", "x=%2f+y&z") == "/events/7?x=%2f+y&z#top");
}

TEST_CASE("redirects: an empty query takes the mark in front of it along, where nothing follows") {
    CHECK(to("search") == "https://example.com/?q=1");
    CHECK(to("both/7") == "/events/7#top");
    CHECK(to("middle") == "https://example.com/?&via=us");
}

TEST_CASE("redirects: a query that is not passed on is dropped, a rest is 404") {
    CHECK(to("fixed", "utm_source=x") == "https://example.com/a?b=c#d");
    CHECK(to("fixed/more") == "404");
    CHECK(to("fixed/") == "404");
    CHECK(to("none") == "404");
    CHECK(to("Fixed") == "404");
    CHECK(to("fixe") == "404");
}

TEST_CASE("redirects: no rest leads out of the target's folder") {
    for (const sv out :
         {"..", "../", "../x", "a/../..", "a/.", ".", "%2e%2e/x", ".%2E/x", "%2e", "a/%2E%2e"}) {
        CAPTURE(out);
        CHECK(to("docs/" + std::string{out}) == "400");
    }
    for (const sv in : {"...", "..a", ".git", "a..b", "%2e%2e%2e", "..%2f..", "%252e%252e"}) {
        CAPTURE(in);
        CHECK(to("docs/" + std::string{in}) == "https://docs.example.com/v2/" + std::string{in});
    }
}

TEST_CASE("redirects: no rest or query reaches the host") {
    const std::string base = "https://docs.example.com/v2/";
    for (const sv rest :
         {"/evil.example/", "//evil.example", "@evil.example/", "https://evil.example/", ":80",
          "%5Cevil.example", "%0d%0aSet-Cookie:x"}) {
        CAPTURE(rest);
        CHECK(to("docs/" + std::string{rest}) == base + std::string{rest});
        CHECK(to("both/" + std::string{rest}).starts_with("/events/"));
    }
}

TEST_CASE("redirects: what browsers leave in a query is encoded") {
    CHECK(to("search", "a=\\^`{|}") == "https://example.com/?q=1&a=%5c%5e%60%7b%7c%7d");
}

TEST_CASE("redirects: targets are drawn as often as their weights say") {
    web::redirects r(table, 7);
    std::map<std::string, int> drawn;
    constexpr int draws = 100'000;
    for (int i = 0; i < draws; ++i) {
        std::string out;
        web::redirects::append_location(out, r.find("split"), "");
        ++drawn[out];
    }
    REQUIRE(drawn.size() == 3);
    const auto near = [&](const char* target, double share) {
        const double sigma = std::sqrt(draws * share * (1 - share));
        return std::abs(drawn[target] - draws * share) < 4 * sigma;
    };
    CHECK(near("https://a.example/", 0.6));
    CHECK(near("https://b.example/", 0.3));
    CHECK(near("https://c.example/", 0.1));
}

TEST_CASE("redirects: another start draws another order") {
    const auto first_of = [](std::uint64_t seed) {
        web::redirects r(table, seed);
        std::string order;
        for (int i = 0; i < 50; ++i) web::redirects::append_location(order, r.find("split"), "");
        return order;
    };
    CHECK(first_of(1) == first_of(1));
    CHECK(first_of(1) != first_of(2));
}
