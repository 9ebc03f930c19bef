#include "fuzz/code_points.hpp"

#include <algorithm>

#include "fuzz/fuzz.hpp"

namespace gateway::fuzz {

std::vector<char32_t> code_points(std::string_view utf8) {
    constexpr char32_t least[]{0, 0x80, 0x800, 0x10000};
    std::vector<char32_t> points;
    for (std::size_t i = 0; i < utf8.size();) {
        const auto lead = static_cast<unsigned char>(utf8[i++]);
        const int more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        require(lead < 0x80 || (lead >= 0xc0 && lead < 0xf8), "UTF-8 begins with a lead");
        char32_t c = more == 0 ? lead : lead & (0x3fU >> more);
        for (int k = 0; k < more; ++k, ++i) {
            require(i < utf8.size() && (utf8[i] & 0xc0) == 0x80, "UTF-8 goes on behind its lead");
            c = c << 6 | (utf8[i] & 0x3f);
        }
        require(c >= least[more] && c <= 0x10ffff && (c < 0xd800 || c > 0xdfff),
                "UTF-8 is the shortest form of a scalar value");
        points.push_back(c);
    }
    return points;
}

bool is_printable(std::string_view utf8) {
    const auto points = code_points(utf8);
    return std::none_of(points.begin(), points.end(), [](char32_t c) {
        return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || (c >= 0x200e && c <= 0x200f) ||
               (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
    });
}

} // namespace gateway::fuzz
