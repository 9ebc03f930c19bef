#include "text/keyed_hash.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

using namespace gateway;

TEST_CASE("keyed_hash: agrees with the vectors of SipHash-2-4's authors") {
    // The key is 00 01 ... 0f, the message 00 01 ... of its length.
    const text::hash_key key{0x0706050403020100U, 0x0f0e0d0c0b0a0908U};
    const std::vector<std::pair<std::size_t, std::uint64_t>> vectors{
        {0, 0x726fdb47dd0e0e31U}, {1, 0x74f839c593dc67fdU}, {7, 0xab0200f58b01d137U},
        {8, 0x93f5f5799a932462U}, {9, 0x9e0082df0ba9e4b0U}, {15, 0xa129ca6149be45e5U},
    };
    for (const auto& [size, hash] : vectors) {
        CAPTURE(size);
        std::string message;
        for (std::size_t i = 0; i < size; ++i) message.push_back(static_cast<char>(i));
        CHECK(text::keyed_hash(message, key) == hash);
    }
}

TEST_CASE("keyed_hash: depends on every byte, the size and the key") {
    std::set<std::uint64_t> seen;
    for (std::size_t size = 0; size < 40; ++size) {
        std::string message(size, '\0');
        seen.insert(text::keyed_hash(message, {1, 2}));
        for (std::size_t i = 0; i < size; ++i) {
            message[i] = '\x80';
            seen.insert(text::keyed_hash(message, {1, 2}));
            message[i] = '\0';
        }
        seen.insert(text::keyed_hash(message, {1, 3}));
        seen.insert(text::keyed_hash(message, {0, 2}));
    }
    CHECK(seen.size() == 40 * 3 + 40 * 39 / 2);
}
