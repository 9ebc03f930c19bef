#include "net/address_limit.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "text/address.hpp"

using namespace gateway;

namespace {

endpoint client(std::string_view address) {
    const auto e = text::parse_address(address);
    REQUIRE(e);
    return *e;
}

} // namespace

TEST_CASE("address limit: a place is given back with its object") {
    net::address_limit limit(2);
    auto one = limit.acquire(client("192.0.2.1"));
    auto two = limit.acquire(client("192.0.2.1"));
    CHECK(one);
    CHECK(two);
    CHECK_FALSE(limit.acquire(client("192.0.2.1")));
    CHECK(limit.acquire(client("192.0.2.2")));
    {
        const auto moved = std::move(*two);
        two.reset(); // holds nothing any more
        CHECK_FALSE(limit.acquire(client("192.0.2.1")));
    }
    CHECK(limit.acquire(client("192.0.2.1")));
}

TEST_CASE("address limit: an IPv6 client is a network of 64 bits") {
    net::address_limit limit(1);
    const auto one = limit.acquire(client("2001:db8:0:1::1"));
    CHECK(one);
    CHECK_FALSE(limit.acquire(client("2001:db8:0:1:ffff::2")));
    CHECK(limit.acquire(client("2001:db8:0:2::1")));
}
