#include "text/base64.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace gateway;

namespace {

std::string base64(std::string_view bytes) {
    std::string out;
    text::append_base64(out, bytes);
    return out;
}

// The opposite, written plainly: six bits a character into a bit queue.
std::string decode(std::string_view encoded) {
    const std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned queue = 0;
    int bits = 0;
    for (const char c : encoded) {
        if (c == '=') break;
        queue = (queue << 6 | static_cast<unsigned>(alphabet.find(c))) & 0xffff;
        bits += 6;
        if (bits >= 8) bytes.push_back(static_cast<char>(queue >> (bits -= 8) & 0xff));
    }
    return bytes;
}

} // namespace

TEST_CASE("append_base64 gives the test vectors of RFC 4648") {
    CHECK(base64("") == "");
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foo") == "Zm9v");
    CHECK(base64("foob") == "Zm9vYg==");
    CHECK(base64("fooba") == "Zm9vYmE=");
    CHECK(base64("foobar") == "Zm9vYmFy");
}

TEST_CASE("append_base64 uses the standard alphabet for high bytes") {
    CHECK(base64("\xfb\xff\xfe") == "+//+");
    CHECK(base64("\xff") == "/w==");
    CHECK(base64(std::string_view{"\0\0\0", 3}) == "AAAA");
}

TEST_CASE("append_base64 appends and every length comes back") {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        std::string out = "kept:";
        text::append_base64(out, bytes);
        CAPTURE(i);
        CHECK(out.starts_with("kept:"));
        CHECK(out.size() == 5 + (bytes.size() + 2) / 3 * 4);
        CHECK(decode(std::string_view{out}.substr(5)) == bytes);
        bytes.push_back(static_cast<char>(i * 37));
    }
}
