#include <doctest/doctest.h>

#include <random>

#include "text/base64.hpp"

using namespace gateway::text;

TEST_CASE("decode_base64: gives back what was encoded") {
    std::mt19937 random(1);
    for (std::size_t size = 0; size < 300; ++size) {
        std::string bytes(size, '\0');
        for (char& c : bytes) c = static_cast<char>(random());
        std::string encoded;
        append_base64(encoded, bytes);
        REQUIRE(decode_base64(encoded) == bytes);
    }
}

TEST_CASE("decode_base64: everything else is refused") {
    for (const char* text : {"A", "AA", "AAA", "=", "====", "AA=A", "A===", "AAAA=", "AA-_", "AA A",
                             "AB==", "AAB=", "AAAA\n"}) {
        CAPTURE(text);
        CHECK_FALSE(decode_base64(text));
    }
}
