#include "text/keyed_hash.hpp"

#include <bit>

namespace gateway::text {
namespace {

struct sip_state {
    std::uint64_t v0, v1, v2, v3;

    void round() {
        v0 += v1;
        v1 = std::rotl(v1, 13) ^ v0;
        v0 = std::rotl(v0, 32);
        v2 += v3;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1;
        v1 = std::rotl(v1, 17) ^ v2;
        v2 = std::rotl(v2, 32);
    }

    void take(std::uint64_t word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }
};

// Up to eight bytes as a little-endian number.
std::uint64_t word_of(std::string_view bytes) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << 8 * i;
    }
    return word;
}

} // namespace

std::uint64_t keyed_hash(std::string_view text, const hash_key& key) {
    sip_state s{key[0] ^ 0x736f6d6570736575U, key[1] ^ 0x646f72616e646f6dU,
                key[0] ^ 0x6c7967656e657261U, key[1] ^ 0x7465646279746573U};
    const std::uint64_t size = text.size();
    for (; text.size() >= 8; text.remove_prefix(8)) s.take(word_of(text.substr(0, 8)));
    s.take(word_of(text) | size << 56);
    s.v2 ^= 0xff;
    for (int i = 0; i < 4; ++i) s.round();
    return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

} // namespace gateway::text
