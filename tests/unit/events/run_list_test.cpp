#include "events/run_list.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <vector>

using namespace gateway;
using events::run_list;

namespace {

run_list::place find(const run_list& list, std::uint32_t number) {
    return list.find([&](std::uint32_t other) { return other < number; });
}

void check_same(const run_list& list, const std::set<std::uint32_t>& model) {
    auto p = list.begin();
    for (const std::uint32_t number : model) {
        REQUIRE(p != list.end());
        REQUIRE(list[p] == number);
        p = list.next(p);
    }
    REQUIRE(p == list.end());
    for (auto back = model.rbegin(); back != model.rend(); ++back) {
        p = list.previous(p);
        REQUIRE(list[p] == *back);
    }
    REQUIRE(p == list.begin());
}

} // namespace

TEST_CASE("run_list: agrees with a set, however it grows and shrinks") {
    for (const std::string how : {"ascending", "descending", "random", "in a few places"}) {
        CAPTURE(how);
        std::mt19937 random(7);
        const auto dice = [&] { return static_cast<std::uint32_t>(random()); };
        run_list list;
        std::set<std::uint32_t> model;
        for (int round = 0; round < 4; ++round) {
            const std::uint32_t base = 1'000'000 * (round + 1);
            for (std::uint32_t i = 0; i < 6'000; ++i) {
                const std::uint32_t number = how == "ascending"    ? base + i
                                             : how == "descending" ? base - i
                                             : how == "random"     ? dice()
                                                                   : dice() % 3 * base + i;
                if (model.insert(number).second) list.insert(find(list, number), number);
            }
            check_same(list, model);
            // All but a few go, in another order than they came.
            std::vector<std::uint32_t> all(model.begin(), model.end());
            std::shuffle(all.begin(), all.end(), random);
            all.resize(all.size() - 50);
            for (const std::uint32_t number : all) {
                list.erase(find(list, number));
                model.erase(number);
            }
            check_same(list, model);
        }
        CHECK(find(list, 0) == list.begin());
        list.clear();
        CHECK(list.begin() == list.end());
    }
}

TEST_CASE("run_list: finding looks at few numbers of many") {
    run_list list;
    for (std::uint32_t i = 0; i < 100'000; ++i) list.insert(list.end(), i);
    int looked_at = 0;
    for (std::uint32_t wanted = 0; wanted < 100'000; wanted += 997) {
        looked_at = 0;
        const auto p = list.find([&](std::uint32_t other) {
            ++looked_at;
            return other < wanted;
        });
        REQUIRE(list[p] == wanted);
        REQUIRE(looked_at <= 20);
    }
}
