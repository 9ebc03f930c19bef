// Reads what text::http_date() writes, and the two older forms of it.
#include <algorithm>
#include <array>
#include <chrono>

#include "text/time.hpp"

namespace gateway::text {
namespace {

constexpr std::array<std::string_view, 7> days{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                               "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct parts {
    int year = 0;
    unsigned month = 0, day = 0;
    int hour = 0, minute = 0, second = 0;
};

// Takes a date apart from left to right; whatever is not as expected makes it invalid for good.
class date_reader {
  public:
    explicit date_reader(std::string_view text) : rest_(text) {}

    void expect(std::string_view text) {
        valid_ = valid_ && rest_.starts_with(text);
        if (valid_) rest_.remove_prefix(text.size());
    }
    bool next_is(std::string_view text) const { return rest_.starts_with(text); }

    int number(std::size_t digits) {
        int value = 0;
        if (rest_.size() < digits) valid_ = false;
        for (std::size_t i = 0; valid_ && i < digits; ++i) {
            if (rest_[i] < '0' || rest_[i] > '9') valid_ = false;
            value = value * 10 + (rest_[i] - '0');
        }
        if (valid_) rest_.remove_prefix(digits);
        return value;
    }

    void time(parts& p) { // "08:49:37"
        p.hour = number(2);
        expect(":");
        p.minute = number(2);
        expect(":");
        p.second = number(2);
    }

    unsigned month() {
        const auto at = std::find(months.begin(), months.end(), rest_.substr(0, 3));
        if (at == months.end()) valid_ = false;
        if (valid_) rest_.remove_prefix(3);
        return static_cast<unsigned>(at - months.begin()) + 1;
    }

    bool is_read() const { return valid_ && rest_.empty(); }

  private:
    std::string_view rest_;
    bool valid_ = true;
};

int year_of(std::int64_t unix_seconds) {
    const auto at = std::chrono::sys_seconds{std::chrono::seconds{unix_seconds}};
    return static_cast<int>(
        std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(at)}.year());
}

std::optional<std::int64_t> to_seconds(const parts& p) {
    const std::chrono::year_month_day date{std::chrono::year{p.year}, std::chrono::month{p.month},
                                           std::chrono::day{p.day}};
    // A leap second is written as :60.
    if (!date.ok() || p.hour > 23 || p.minute > 59 || p.second > 60) return std::nullopt;
    const auto at = std::chrono::sys_days{date}.time_since_epoch() + std::chrono::hours{p.hour} +
                    std::chrono::minutes{p.minute} + std::chrono::seconds{p.second};
    return std::chrono::duration_cast<std::chrono::seconds>(at).count();
}

// RFC 9110, 5.6.7: what seems to be more than 50 years ahead is the year a century before. `p` has
// a year of two digits.
std::optional<std::int64_t> to_seconds_near(parts p, std::int64_t now) {
    const int this_year = year_of(now);
    p.year += this_year - this_year % 100;
    if (p.year <= this_year - 50) p.year += 100;
    parts before = p;
    before.year -= 50;
    if (before.month == 2) before.day = std::min(before.day, 28U);
    const auto seconds_before = to_seconds(before);
    if (seconds_before && *seconds_before > now) p.year -= 100;
    return to_seconds(p);
}

} // namespace

std::optional<std::int64_t> parse_http_date(std::string_view date, std::int64_t now) {
    const std::string_view weekday = date.substr(0, date.find_first_of(", "));
    const auto named = [&](std::string_view day) {
        return day.substr(0, weekday.size()) == weekday;
    };
    const auto known = std::find_if(days.begin(), days.end(), named);
    if (known == days.end() || (weekday.size() != 3 && weekday != *known)) return std::nullopt;

    date_reader in{date.substr(weekday.size())};
    parts p;
    if (in.next_is(",") && weekday.size() == 3) { // IMF-fixdate
        in.expect(", ");
        p.day = static_cast<unsigned>(in.number(2));
        in.expect(" ");
        p.month = in.month();
        in.expect(" ");
        p.year = in.number(4);
        in.expect(" ");
        in.time(p);
        in.expect(" GMT");
    } else if (in.next_is(",")) { // RFC 850
        in.expect(", ");
        p.day = static_cast<unsigned>(in.number(2));
        in.expect("-");
        p.month = in.month();
        in.expect("-");
        p.year = in.number(2);
        in.expect(" ");
        in.time(p);
        in.expect(" GMT");
        return in.is_read() ? to_seconds_near(p, now) : std::nullopt;
    } else if (weekday.size() == 3) { // asctime
        in.expect(" ");
        p.month = in.month();
        const bool one_digit = in.next_is("  ");
        in.expect(one_digit ? "  " : " ");
        p.day = static_cast<unsigned>(in.number(one_digit ? 1 : 2));
        in.expect(" ");
        in.time(p);
        in.expect(" ");
        p.year = in.number(4);
    } else {
        return std::nullopt;
    }
    return in.is_read() ? to_seconds(p) : std::nullopt;
}

} // namespace gateway::text
