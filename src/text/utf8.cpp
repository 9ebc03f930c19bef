#include "text/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace gateway::text {
namespace {

bool is_continuation(unsigned char byte) {
    return (byte & 0xc0) == 0x80;
}

// The length of the sequence that starts at `p`, 0 where it is not well-formed (RFC 3629, 4).
std::size_t sequence_length(const unsigned char* p, std::size_t left) {
    const unsigned char lead = p[0];
    if (lead < 0x80) return 1;
    if (lead < 0xc2 || lead > 0xf4) return 0;
    if (lead < 0xe0) return left >= 2 && is_continuation(p[1]) ? 2 : 0;
    if (left < 3 || !is_continuation(p[1]) || !is_continuation(p[2])) return 0;
    if (lead < 0xf0) {
        const bool overlong = lead == 0xe0 && p[1] < 0xa0;
        const bool surrogate = lead == 0xed && p[1] >= 0xa0;
        return overlong || surrogate ? 0 : 3;
    }
    const bool overlong = lead == 0xf0 && p[1] < 0x90;
    const bool too_large = lead == 0xf4 && p[1] >= 0x90;
    return left >= 4 && is_continuation(p[3]) && !overlong && !too_large ? 4 : 0;
}

} // namespace

bool is_utf8(std::string_view bytes) {
    const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
    std::size_t left = bytes.size();
    while (left != 0) {
        std::uint64_t eight = 0;
        if (left >= sizeof eight) {
            std::memcpy(&eight, p, sizeof eight);
            if ((eight & 0x8080808080808080U) == 0) { // eight ASCII bytes at once
                p += sizeof eight;
                left -= sizeof eight;
                continue;
            }
        }
        const std::size_t length = sequence_length(p, left);
        if (length == 0) return false;
        p += length;
        left -= length;
    }
    return true;
}

} // namespace gateway::text
