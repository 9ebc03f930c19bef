#include "text/number.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>

namespace gateway::text {
namespace {

struct unit {
    std::string_view suffix;
    std::uint64_t factor;
};

constexpr std::array size_units{unit{"KiB", 1ULL << 10}, unit{"MiB", 1ULL << 20},
                                unit{"GiB", 1ULL << 30}};
// "ms" stands before "s", of which it ends in.
constexpr std::array duration_units{unit{"ms", 1'000'000}, unit{"s", 1'000'000'000},
                                    unit{"m", 60'000'000'000}, unit{"h", 3'600'000'000'000}};

} // namespace

std::optional<std::uint64_t> parse_uint(std::string_view digits) {
    std::uint64_t value = 0;
    const char* const end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc{} || rest != end) return std::nullopt;
    return value;
}

std::optional<std::uint64_t> parse_size(std::string_view size) {
    std::uint64_t factor = 1;
    for (const unit& u : size_units) {
        if (size.ends_with(u.suffix)) {
            factor = u.factor;
            size.remove_suffix(u.suffix.size());
            break;
        }
    }
    const auto value = parse_uint(size);
    if (!value || *value > std::numeric_limits<std::uint64_t>::max() / factor) return std::nullopt;
    return *value * factor;
}

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view duration) {
    for (const unit& u : duration_units) {
        if (!duration.ends_with(u.suffix)) continue;
        duration.remove_suffix(u.suffix.size());
        double value = 0;
        const char* const end = duration.data() + duration.size();
        const auto [rest, error] =
            std::from_chars(duration.data(), end, value, std::chars_format::fixed);
        if (error != std::errc{} || rest != end || std::signbit(value)) return std::nullopt;
        const double ns = value * static_cast<double>(u.factor);
        // A century is longer than any timeout and far from the int64 limit.
        if (!(ns <= 3.2e18)) return std::nullopt;
        return std::chrono::nanoseconds{std::llround(ns)};
    }
    return std::nullopt;
}

void append_uint(std::string& out, std::uint64_t number) {
    char digits[std::numeric_limits<std::uint64_t>::digits10 + 1];
    out.append(digits, std::to_chars(digits, std::end(digits), number).ptr);
}

std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
    return digits;
}

} // namespace gateway::text
