#include "udp-sender/payload_template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "text/time.hpp"

namespace gateway::sender {
namespace {

constexpr std::string_view number_mark = "{n}";
constexpr std::string_view time_mark = "{time}";
constexpr std::size_t time_size = std::string_view{"2026-11-23T17:00:00.123456789Z"}.size();

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

} // namespace

payload_template::payload_template(std::string_view text) {
    while (!text.empty()) {
        if (text.starts_with(number_mark)) {
            pieces_.push_back({kind::number, {}});
            text.remove_prefix(number_mark.size());
        } else if (text.starts_with(time_mark)) {
            pieces_.push_back({kind::time, {}});
            text.remove_prefix(time_mark.size());
        } else {
            const std::size_t end =
                std::min({text.find(number_mark, 1), text.find(time_mark, 1), text.size()});
            pieces_.push_back({kind::literal, std::string(text.substr(0, end))});
            text.remove_prefix(end);
        }
    }
}

bool payload_template::constant() const {
    return std::ranges::all_of(pieces_, [](const piece& p) { return p.what == kind::literal; });
}

void payload_template::render(std::string& out, std::uint64_t number, std::int64_t unix_ns) const {
    for (const piece& p : pieces_) {
        switch (p.what) {
            case kind::literal:
                out += p.literal;
                break;
            case kind::number: {
                const fmt::format_int digits(number);
                out.append(digits.data(), digits.size());
                break;
            }
            case kind::time:
                text::append_utc_time(out, unix_ns);
                break;
        }
    }
}

std::size_t payload_template::longest(const piece& p, std::uint64_t last) {
    switch (p.what) {
        case kind::number:
            return fmt::format_int(last).size();
        case kind::time:
            return time_size;
        case kind::literal:
            break;
    }
    return p.literal.size();
}

std::size_t payload_template::longest(std::uint64_t last) const {
    std::size_t size = 0;
    for (const piece& p : pieces_) size += longest(p, last);
    return size;
}

std::size_t payload_template::first_number() const {
    const auto found = std::ranges::find(pieces_, kind::number, &piece::what);
    return static_cast<std::size_t>(found - pieces_.begin());
}

bool payload_template::numbered(std::uint64_t last, std::optional<std::size_t> size) const {
    const std::size_t index = first_number();
    if (index == pieces_.size()) return false;
    if (index + 1 < pieces_.size()) {
        // Digits that follow the number can't be told from its own.
        const piece& next = pieces_[index + 1];
        if (next.what != kind::literal || is_digit(next.literal.front())) return false;
    }
    std::size_t end = 0;
    for (std::size_t i = 0; i <= index; ++i) end += longest(pieces_[i], last);
    return !size || *size >= end;
}

std::optional<std::uint64_t> payload_template::number_in(std::string_view payload) const {
    for (const piece& p : pieces_) {
        if (p.what == kind::number) {
            std::uint64_t number = 0;
            const auto [rest, error] =
                std::from_chars(payload.data(), payload.data() + payload.size(), number);
            if (error != std::errc{}) return std::nullopt;
            return number;
        }
        if (p.what == kind::literal && !payload.starts_with(p.literal)) return std::nullopt;
        const std::size_t size = p.what == kind::time ? time_size : p.literal.size();
        if (payload.size() < size) return std::nullopt;
        payload.remove_prefix(size);
    }
    return std::nullopt;
}

} // namespace gateway::sender
