#include <doctest/doctest.h>

#include "udp-sender/find_limit.hpp"

using namespace gateway::sender;

namespace {

// A receiver that loses something above `limit`, a sender that goes no faster than `fastest`.
throughput search(double limit, double fastest) {
    return find_throughput([=](std::optional<std::uint64_t> rate) -> std::optional<trial> {
        const double asked = rate ? static_cast<double>(*rate) : fastest;
        const double achieved = std::min(asked, fastest);
        const auto sent = static_cast<std::uint64_t>(achieved);
        const std::uint64_t lost = achieved > limit ? 1 : 0;
        return trial{rate, achieved, sent, lost};
    });
}

} // namespace

TEST_CASE("find_throughput: comes within 1 % of the limit, in at most 15 trials") {
    for (const double limit : {100.0, 12'345.0, 250'000.0, 799'000.0}) {
        const throughput found = search(limit, 800'000);
        CAPTURE(limit);
        CHECK(static_cast<double>(found.rate) <= limit);
        CHECK(static_cast<double>(found.rate) >= limit * 0.99 - 50);
        CHECK_FALSE(found.sender_limited);
        CHECK(found.trials.size() <= 15);
    }
}

TEST_CASE("find_throughput: a sender that can't lose anything is the limit itself") {
    const throughput found = search(1e9, 500'000);
    CHECK(found.rate == 500'000);
    CHECK(found.sender_limited);
    CHECK(found.trials.size() == 1);
}

TEST_CASE("find_throughput: a receiver that always loses has no limit") {
    const throughput found = search(-1, 1'000);
    CHECK(found.rate == 0);
    CHECK(found.trials.size() <= 15);
}

TEST_CASE("find_throughput: a sender that falls behind has shown no more than what it kept") {
    // As fast as it goes it loses; paced, it does not get above 600,000/s.
    const throughput found =
        find_throughput([](std::optional<std::uint64_t> rate) -> std::optional<trial> {
            if (!rate) return trial{rate, 800'000, 800'000, 5};
            const double achieved = std::min(static_cast<double>(*rate), 600'000.0);
            return trial{rate, achieved, static_cast<std::uint64_t>(achieved), 0};
        });
    CHECK(found.rate <= 600'000);
    CHECK(found.rate >= 590'000);
    CHECK(found.sender_limited);
}

TEST_CASE("find_throughput: ends when the trials end, with what is known") {
    int trials = 0;
    const throughput found =
        find_throughput([&](std::optional<std::uint64_t> rate) -> std::optional<trial> {
            if (++trials == 3) return std::nullopt;
            return trial{rate, rate ? static_cast<double>(*rate) : 1'000, 1'000, rate ? 0U : 1U};
        });
    CHECK(found.rate == 500);
    CHECK(found.trials.size() == 2);
}
