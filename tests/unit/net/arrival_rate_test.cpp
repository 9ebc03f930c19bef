#include "net/arrival_rate.hpp"

#include <doctest/doctest.h>

using gateway::net::arrival_rate;
using namespace std::chrono_literals;

namespace {

constexpr arrival_rate::time_point start{1h};

// `reads` of `each`, all `apart`; what was said last. Goes on from where it was.
struct arrivals {
    arrival_rate rate;
    arrival_rate::time_point now = start;
    std::uint64_t count = 0;
    bool last = rate.is_high(now, 0);

    bool come(int reads, std::uint64_t each, std::chrono::nanoseconds apart) {
        for (int i = 0; i < reads; ++i) last = rate.is_high(now += apart, count += each);
        return last;
    }
};

} // namespace

TEST_CASE("arrival rate: a thousand a second are none, a hundred thousand are") {
    arrivals a;
    CHECK_FALSE(a.come(100, 1, 1ms));
    CHECK(a.come(1'000, 1, 10us));
    CHECK_FALSE(a.come(100, 1, 1ms));
}

TEST_CASE("arrival rate: twenty a millisecond are high") {
    arrivals high, low;
    CHECK(high.come(200, 1, 50us));
    CHECK_FALSE(low.come(190, 1, 53us));
}

TEST_CASE("arrival rate: a burst by itself is not a rate") {
    arrivals a;
    for (int second = 0; second < 3; ++second) {
        CHECK_FALSE(a.come(1, 1, 1s));
        CHECK_FALSE(a.come(30, 3, 10us));
    }
}

TEST_CASE("arrival rate: who reads many at a time has nothing to gain") {
    arrivals a;
    CHECK_FALSE(a.come(100, 100, 500us));
}

TEST_CASE("arrival rate: once high it stays so however many are read at a time") {
    arrivals a;
    REQUIRE(a.come(1'000, 1, 10us));
    CHECK(a.come(100, 100, 1ms));
    CHECK_FALSE(a.come(1, 0, 1ms));
}
