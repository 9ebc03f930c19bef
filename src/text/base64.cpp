#include "text/base64.hpp"

#include <array>
#include <cstdint>

namespace gateway::text {
namespace {

constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// The value of each character of the alphabet, -1 for all others.
constexpr std::array<std::int8_t, 256> values = [] {
    std::array<std::int8_t, 256> table{};
    table.fill(-1);
    for (std::int8_t i = 0; i < 64; ++i) table[static_cast<unsigned char>(alphabet[i])] = i;
    return table;
}();

} // namespace

void append_base64(std::string& out, std::string_view bytes) {
    const auto* p = reinterpret_cast<const unsigned char*>(bytes.data());
    const std::size_t rest = bytes.size() % 3;
    const std::size_t start = out.size();
    out.resize(start + (bytes.size() + 2) / 3 * 4, '=');
    char* at = out.data() + start;
    for (const auto* const end = p + bytes.size() - rest; p != end; p += 3) {
        const std::uint32_t group = std::uint32_t{p[0]} << 16 | std::uint32_t{p[1]} << 8 | p[2];
        *at++ = alphabet[group >> 18];
        *at++ = alphabet[group >> 12 & 63];
        *at++ = alphabet[group >> 6 & 63];
        *at++ = alphabet[group & 63];
    }
    if (rest == 0) return;
    const std::uint32_t group = std::uint32_t{p[0]} << 16 | (rest == 2 ? p[1] << 8 : 0);
    *at++ = alphabet[group >> 18];
    *at++ = alphabet[group >> 12 & 63];
    if (rest == 2) *at++ = alphabet[group >> 6 & 63];
}

std::optional<std::string> decode_base64(std::string_view base64) {
    if (base64.size() % 4 != 0) return std::nullopt;
    const std::size_t padding = base64.ends_with("==") ? 2 : base64.ends_with('=') ? 1 : 0;
    base64.remove_suffix(padding);
    std::string bytes;
    bytes.reserve(base64.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned held = 0; // bits that make no whole byte yet
    for (const char c : base64) {
        const std::int8_t value = values[static_cast<unsigned char>(c)];
        if (value < 0) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes.push_back(static_cast<char>(bits >> held));
        bits &= (1U << held) - 1;
    }
    if (bits != 0) return std::nullopt;
    return bytes;
}

} // namespace gateway::text
