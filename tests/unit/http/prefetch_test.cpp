#include "http/prefetch.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace gateway;

namespace {

bool is_prefetch(std::vector<http::header_field> headers) {
    http::request r;
    r.headers = std::move(headers);
    return http::is_prefetch(r);
}

} // namespace

TEST_CASE("prefetch: what browsers send and have sent") {
    CHECK(is_prefetch({{"Sec-Purpose", "prefetch"}}));
    CHECK(is_prefetch({{"sec-purpose", "prefetch;prerender"}}));
    CHECK(is_prefetch({{"Sec-Purpose", "prefetch;anonymous-client-ip"}}));
    CHECK(is_prefetch({{"Sec-Purpose", "prefetch; prerender"}}));
    CHECK(is_prefetch({{"Sec-Purpose", "other, prefetch;a=\"x,y\""}}));
    CHECK(is_prefetch({{"Sec-Purpose", "other;a=\"x,y\""}, {"Sec-Purpose", "Prefetch"}}));
    CHECK(is_prefetch({{"Purpose", "prefetch"}}));
    CHECK(is_prefetch({{"X-moz", "prefetch"}}));
}

TEST_CASE("prefetch: everything else is asked for now") {
    CHECK_FALSE(is_prefetch({}));
    CHECK_FALSE(is_prefetch({{"Sec-Purpose", ""}}));
    CHECK_FALSE(is_prefetch({{"Sec-Purpose", "prefetcher"}}));
    CHECK_FALSE(is_prefetch({{"Sec-Purpose", "no;prefetch"}}));
    CHECK_FALSE(is_prefetch({{"Sec-Purpose", "other;a=\"x, prefetch\""}}));
    CHECK_FALSE(is_prefetch({{"Sec-Purpose", "\"prefetch\""}}));
    CHECK_FALSE(is_prefetch({{"Sec-Fetch-Mode", "navigate"}, {"X-Other", "prefetch"}}));
}
