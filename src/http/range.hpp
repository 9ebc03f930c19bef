#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

// Byte ranges (RFC 9110, 14). Plain functions.
namespace gateway::http {

struct byte_range {
    std::uint64_t first = 0;
    std::uint64_t length = 0; // at least 1

    friend bool operator==(const byte_range&, const byte_range&) = default;
};

// What a Range field asks of so many bytes.
struct range_set {
    enum class verdict {
        ignored,       // not of this form, of another unit, or silly: the answer is the whole
        unsatisfiable, // 416: nothing of it lies within the bytes
        satisfiable,
    };
    verdict result = verdict::ignored;
    std::vector<byte_range> ranges; // in the order asked for; none touches another
};

// More ranges than this are no request that anybody needs (RFC 9110, 17.15).
inline constexpr std::size_t max_ranges = 16;

// Reads the value of a Range field for a representation of `size` bytes. Ranges that overlap or
// touch become one.
range_set parse_ranges(std::string_view value, std::uint64_t size);

} // namespace gateway::http
