#include "http/range.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "http/request.hpp"
#include "text/number.hpp"

namespace gateway::http {
namespace {

constexpr std::uint64_t beyond_any = std::numeric_limits<std::uint64_t>::max();

// A number of any length: one that does not fit lies beyond the end of everything.
std::optional<std::uint64_t> parse_position(std::string_view digits) {
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos) {
        return std::nullopt;
    }
    return text::parse_uint(digits).value_or(beyond_any);
}

// One range-spec, cut to what there is; of length 0 where there is nothing of it. Nullopt where it
// is none.
std::optional<byte_range> parse_spec(std::string_view spec, std::uint64_t size) {
    const std::size_t dash = spec.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const std::string_view last_digits = spec.substr(dash + 1);
    const auto last = last_digits.empty() ? beyond_any : parse_position(last_digits);
    if (!last) return std::nullopt;
    if (dash == 0) {
        if (last_digits.empty()) return std::nullopt;
        const std::uint64_t length = std::min(*last, size);
        return byte_range{size - length, length};
    }
    const auto first = parse_position(spec.substr(0, dash));
    if (!first || *last < *first) return std::nullopt;
    if (*first >= size) return byte_range{};
    return byte_range{*first, std::min(*last, size - 1) - *first + 1};
}

bool touch(const byte_range& a, const byte_range& b) {
    return a.first <= b.first + b.length && b.first <= a.first + a.length;
}

// Adds a range; those that it touches become one with it, at the place of the first of them.
void add(std::vector<byte_range>& ranges, byte_range added) {
    auto place = ranges.end();
    for (auto at = ranges.begin(); at != ranges.end();) {
        if (!touch(*at, added)) {
            ++at;
            continue;
        }
        const std::uint64_t end = std::max(at->first + at->length, added.first + added.length);
        added.first = std::min(at->first, added.first);
        added.length = end - added.first;
        const auto offset = std::min(place, at) - ranges.begin();
        ranges.erase(at);
        place = ranges.begin() + offset;
        at = ranges.begin(); // the longer one may touch what the shorter one did not
    }
    ranges.insert(place, added);
}

// The last bytes of nothing are asked for: that can be had, but not as a part.
bool is_all_of_nothing(std::string_view spec, std::uint64_t size) {
    return size == 0 && spec.starts_with('-') &&
           spec.find_first_of("123456789") != std::string_view::npos;
}

} // namespace

range_set parse_ranges(std::string_view value, std::uint64_t size) {
    constexpr std::string_view unit = "bytes=";
    if (!iequals(value.substr(0, unit.size()), unit)) return {};
    value.remove_prefix(unit.size());
    range_set set;
    std::size_t specs = 0;
    while (!value.empty()) {
        const std::string_view element = value.substr(0, value.find(','));
        value.remove_prefix(std::min(element.size() + 1, value.size()));
        const std::string_view spec = trim(element);
        if (spec.empty()) continue; // an empty element of a list says nothing (RFC 9110, 5.6.1)
        const auto range = parse_spec(spec, size);
        if (!range || ++specs > max_ranges || is_all_of_nothing(spec, size)) return {};
        if (range->length != 0) add(set.ranges, *range);
    }
    if (specs == 0) return {};
    set.result =
        set.ranges.empty() ? range_set::verdict::unsatisfiable : range_set::verdict::satisfiable;
    return set;
}

} // namespace gateway::http
