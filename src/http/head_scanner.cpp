#include "http/head_scanner.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "http/grammar.hpp"
#include "http/target.hpp"

namespace gateway::http {
namespace {

constexpr std::size_t max_request_line = 8 * 1024;
constexpr std::size_t max_fields = 32 * 1024;
constexpr std::size_t max_field_lines = 100;

// How many bytes at the front of `text` are surely no control characters, eight at a time: where
// one is, a bit remains of its subtraction or of its comparison with DEL.
std::size_t count_clean(std::string_view text) {
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t tops = 0x8080808080808080;
    std::size_t clean = 0;
    for (std::uint64_t word; clean + sizeof word <= text.size(); clean += sizeof word) {
        std::memcpy(&word, text.data() + clean, sizeof word);
        const std::uint64_t del = word ^ (ones * 0x7f);
        const std::uint64_t found = (((word - ones * 0x20) & ~word) | ((del - ones) & ~del)) & tops;
        if (found == 0) continue;
        if constexpr (std::endian::native == std::endian::little) {
            clean += static_cast<std::size_t>(std::countr_zero(found)) / 8;
        }
        break;
    }
    return clean;
}

} // namespace

head_scanner::verdict head_scanner::refuse(int status, std::string_view detail) {
    refusal_ = {status, detail};
    return verdict::refused;
}

// Passes over what the loop of scan() would say nothing of.
void head_scanner::skip_clean(std::string_view head) {
    if (position_ != 0 && head[position_ - 1] == '\r') return;
    const std::size_t limit =
        lines_ == 0 ? line_start_ + max_request_line : fields_start_ + max_fields;
    const std::size_t end = std::min(head.size(), limit);
    if (position_ < end) position_ += count_clean(head.substr(position_, end - position_));
}

head_scanner::verdict head_scanner::scan(std::string_view head) {
    while (skip_clean(head), position_ < head.size()) {
        const char c = head[position_++];
        if (c == '\n') {
            const auto line = head.substr(line_start_, position_ - line_start_);
            line_start_ = position_;
            const verdict v = end_line(line);
            if (v != verdict::incomplete) return v;
        } else if (is_control(c) && c != '\r') {
            return refuse(400, "The request's head contains a control character.");
        } else if (position_ - line_start_ > 1 && head[position_ - 2] == '\r') {
            return refuse(400, "A line of the request's head contains a CR that is not its end.");
        } else if (lines_ == 0 && position_ - line_start_ > max_request_line) {
            return refuse_long_line(head.substr(line_start_, max_request_line));
        } else if (lines_ != 0 && position_ - fields_start_ > max_fields) {
            return refuse(431, "The request's header fields are larger than 32 KiB.");
        }
    }
    return verdict::incomplete;
}

// RFC 9112, 3: a method that no server has is another thing than a long target.
head_scanner::verdict head_scanner::refuse_long_line(std::string_view begin) {
    return begin.find(' ') == std::string_view::npos
               ? refuse(501, "The request's method is longer than any that is known here.")
               : refuse(414, "The request line is longer than 8 KiB.");
}

// `line` is complete, its LF included.
head_scanner::verdict head_scanner::end_line(std::string_view line) {
    if (line.size() < 2 || line[line.size() - 2] != '\r') {
        return refuse(400, "A line of the request's head ends with a bare LF.");
    }
    const bool empty = line.size() == 2;
    // RFC 9112, 2.2: an empty line in front of the request line is passed over.
    if (empty && lines_ == 0) {
        return line_start_ <= 2 ? verdict::incomplete
                                : refuse(400, "The request begins with empty lines.");
    }
    if (empty) return verdict::complete;
    if (lines_ != 0 && (line[0] == ' ' || line[0] == '\t')) {
        return refuse(400, "A header field is folded over several lines.");
    }
    if (lines_ == 0) {
        // What speaks another language says no more, and waits for an answer.
        const refusal why = check_line_form(line.substr(0, line.size() - 2));
        if (why.status != 0) return refuse(why.status, why.detail);
        fields_start_ = position_;
    }
    if (++lines_ > max_field_lines + 1) {
        return refuse(431, "The request has more than 100 header fields.");
    }
    return verdict::incomplete;
}

} // namespace gateway::http
