#include "net/segments.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using gateway::net::segments;

namespace {

std::vector<std::string> split(std::string_view buffer, std::size_t size) {
    std::vector<std::string> all;
    segments left{buffer, size};
    const std::size_t count = left.count();
    while (!left.empty()) {
        CHECK(left.count() == count - all.size());
        all.emplace_back(left.next());
    }
    CHECK(left.count() == 0);
    CHECK(all.size() == count);
    return all;
}

using strings = std::vector<std::string>;

} // namespace

TEST_CASE("segments: what was not coalesced is one datagram, whatever its size") {
    CHECK(split("hello", 0) == strings{"hello"});
    CHECK(split("", 0) == strings{""});
    CHECK(split(std::string(65'507, 'x'), 0).size() == 1);
}

TEST_CASE("segments: of equal size, and the last one may be shorter") {
    CHECK(split("aabbcc", 2) == strings{"aa", "bb", "cc"});
    CHECK(split("aabbc", 2) == strings{"aa", "bb", "c"});
    CHECK(split("abc", 1) == strings{"a", "b", "c"});
    CHECK(split("abc", 3) == strings{"abc"});
    CHECK(split("abc", 65'535) == strings{"abc"});
    CHECK(split("", 5) == strings{""});
}
