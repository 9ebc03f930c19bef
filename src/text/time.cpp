#include "text/time.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <string_view>

#include "text/number.hpp"

namespace gateway::text {
namespace {

struct civil_time {
    std::chrono::year_month_day date;
    unsigned weekday; // 0 is Sunday
    std::uint32_t hour, minute, second;
};

civil_time to_civil(std::int64_t unix_seconds) {
    const auto at = std::chrono::sys_seconds{std::chrono::seconds{unix_seconds}};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const auto second_of_day = static_cast<std::uint32_t>((at - day).count());
    return {std::chrono::year_month_day{day}, std::chrono::weekday{day}.c_encoding(),
            second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60};
}

constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// "2026-11-23T17:00:00" in seconds since 1970.
std::optional<std::uint64_t> parse_civil(std::string_view text) {
    constexpr std::string_view form = "dddd-dd-ddtdd:dd:dd";
    if (text.size() != form.size()) return std::nullopt;
    std::string digits;
    for (std::size_t i = 0; i < form.size(); ++i) {
        if (form[i] == 'd') {
            digits.push_back(text[i]);
        } else if (form[i] != text[i] && form[i] != 't') {
            return std::nullopt;
        }
    }
    const auto seconds = parse_compact_time(digits);
    if (!seconds || *seconds < 0) return std::nullopt;
    return static_cast<std::uint64_t>(*seconds);
}

// "" or ".25", in nanoseconds.
std::optional<std::uint64_t> parse_fraction(std::string_view text) {
    if (text.empty()) return 0;
    std::string digits{text.substr(1)};
    if (digits.empty() || digits.size() > 9) return std::nullopt;
    digits.resize(9, '0');
    return parse_uint(digits);
}

} // namespace

void append_utc_time(std::string& out, std::int64_t unix_ns) {
    constexpr std::int64_t ns_per_second = 1'000'000'000;
    unix_ns = std::max<std::int64_t>(unix_ns, 0);
    const civil_time t = to_civil(unix_ns / ns_per_second);
    char text[] = "0000-00-00T00:00:00.000000000Z"; // by hand: an export is full of them
    write_digits(text, 4, static_cast<unsigned>(static_cast<int>(t.date.year())));
    write_digits(text + 5, 2, static_cast<unsigned>(t.date.month()));
    write_digits(text + 8, 2, static_cast<unsigned>(t.date.day()));
    write_digits(text + 11, 2, t.hour);
    write_digits(text + 14, 2, t.minute);
    write_digits(text + 17, 2, t.second);
    write_digits(text + 20, 9, static_cast<std::uint32_t>(unix_ns % ns_per_second));
    out.append(text, sizeof text - 1);
}

std::optional<std::int64_t> parse_utc_time(std::string_view text) {
    constexpr std::string_view form = "2026-11-23T17:00:00.123456789Z";
    return text.size() == form.size() && text[10] == 'T' && text.back() == 'Z' ? parse_time(text)
                                                                               : std::nullopt;
}

std::optional<std::int64_t> parse_time(std::string_view text) {
    const std::size_t point = std::min(text.find('.'), text.size());
    const bool civil = text.size() > 10 && (text[10] == 'T' || text[10] == 't');
    if (civil) {
        if (!text.ends_with('Z') && !text.ends_with('z')) return std::nullopt;
        text.remove_suffix(1);
    }
    const auto seconds =
        civil ? parse_civil(text.substr(0, point)) : parse_uint(text.substr(0, point));
    const auto fraction = parse_fraction(text.substr(std::min(point, text.size())));
    constexpr std::uint64_t latest = 9'214'646'399; // 2261-12-31T23:59:59Z
    if (!seconds || !fraction || *seconds > latest) return std::nullopt;
    return static_cast<std::int64_t>(*seconds * 1'000'000'000 + *fraction);
}

void append_utc_second(std::string& out, std::int64_t unix_seconds) {
    constexpr std::string_view fraction = ".000000000Z";
    append_utc_time(out, unix_seconds * 1'000'000'000);
    out.replace(out.size() - fraction.size(), fraction.size(), "Z");
}

void append_compact_time(std::string& out, std::int64_t unix_seconds) {
    const civil_time t = to_civil(unix_seconds);
    fmt::format_to(std::back_inserter(out), FMT_COMPILE("{:04}{:02}{:02}{:02}{:02}{:02}"),
                   static_cast<int>(t.date.year()), static_cast<unsigned>(t.date.month()),
                   static_cast<unsigned>(t.date.day()), t.hour, t.minute, t.second);
}

std::optional<std::int64_t> parse_compact_time(std::string_view digits) {
    if (digits.size() != 14 || digits.find_first_not_of("0123456789") != std::string_view::npos) {
        return std::nullopt;
    }
    const auto number = [&](std::size_t at, std::size_t size) {
        unsigned value = 0;
        for (const char c : digits.substr(at, size)) {
            value = value * 10 + static_cast<unsigned>(c - '0');
        }
        return value;
    };
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(number(0, 4))},
                                           std::chrono::month{number(4, 2)},
                                           std::chrono::day{number(6, 2)}};
    const unsigned hour = number(8, 2);
    const unsigned minute = number(10, 2);
    const unsigned second = number(12, 2);
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const std::chrono::sys_seconds at = std::chrono::sys_days{date} + std::chrono::hours{hour} +
                                        std::chrono::minutes{minute} + std::chrono::seconds{second};
    return at.time_since_epoch().count();
}

std::string http_date(std::int64_t unix_seconds) {
    const civil_time t = to_civil(unix_seconds);
    std::string out = "ddd, 00 mmm 0000 00:00:00 GMT";
    out.replace(0, 3, days[t.weekday]);
    write_digits(&out[5], 2, static_cast<unsigned>(t.date.day()));
    out.replace(8, 3, months[static_cast<unsigned>(t.date.month()) - 1]);
    write_digits(&out[12], 4, static_cast<unsigned>(static_cast<int>(t.date.year())));
    write_digits(&out[17], 2, t.hour);
    write_digits(&out[20], 2, t.minute);
    write_digits(&out[23], 2, t.second);
    return out;
}

} // namespace gateway::text
