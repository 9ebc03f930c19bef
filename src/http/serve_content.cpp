#include "http/serve_content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "http/conditional.hpp"
#include "http/range.hpp"
#include "text/time.hpp"

namespace gateway::http {
namespace {

using namespace std::string_view_literals;

// Nearly every request has none of the fields that this is all about: If-..., Range.
bool asks_for_less(const request& r) {
    return std::any_of(r.headers.begin(), r.headers.end(), [](const header_field& field) {
        return iequals(field.name.substr(0, 3), "if-") || iequals(field.name, "range");
    });
}

void drop_body(response& answer) {
    answer.body.clear();
    answer.stored_type.clear();
    answer.constant = {};
    answer.stream.reset();
    answer.file.reset();
}

void append_etag(response& answer) {
    if (answer.etag.empty()) return;
    for (const std::string_view part : {"ETag: "sv, std::string_view{answer.etag}, "\r\n"sv}) {
        answer.fields += part;
    }
}

void append_date(response& answer) {
    if (!answer.last_modified) return;
    answer.fields += "Last-Modified: ";
    answer.fields += text::http_date(*answer.last_modified);
    answer.fields += "\r\n";
}

void append_content_fields(response& answer) {
    if (answer.ranges) answer.fields += "Accept-Ranges: bytes\r\n";
    if (!answer.content_encoding.empty()) {
        fmt::format_to(std::back_inserter(answer.fields), "Content-Encoding: {}\r\n",
                       answer.content_encoding);
    }
}

std::string content_range(const byte_range& range, std::uint64_t size) {
    return fmt::format("Content-Range: bytes {}-{}/{}\r\n", range.first,
                       range.first + range.length - 1, size);
}

// RFC 9110, 14.4. Without the answer's own fields: what is told is an error.
void refuse_ranges(response& answer, std::uint64_t size) {
    drop_body(answer);
    answer.status = 416;
    answer.content_type = {};
    answer.fields = fmt::format("Accept-Ranges: bytes\r\nContent-Range: bytes */{}\r\n", size);
}

void cut(response& answer, const byte_range& range) {
    if (answer.file) {
        answer.file->pieces = {
            {"", answer.file->pieces.front().offset + range.first, range.length}};
    } else if (!answer.constant.empty()) {
        answer.constant = answer.constant.substr(range.first, range.length);
    } else {
        answer.body = answer.body.substr(range.first, range.length);
    }
}

// RFC 9110, 14.6.
void cut_into_parts(response& answer, const std::vector<byte_range>& ranges, std::uint64_t size,
                    std::uint64_t random) {
    const std::string boundary = fmt::format("{:016x}", random);
    const auto head_of = [&](const byte_range& range) {
        return fmt::format("\r\n--{}\r\nContent-Type: {}\r\n{}\r\n", boundary, answer.type(),
                           content_range(range, size));
    };
    const std::string end = fmt::format("\r\n--{}--\r\n", boundary);
    if (answer.file) {
        const std::uint64_t start = answer.file->pieces.front().offset;
        answer.file->pieces.clear();
        for (const byte_range& range : ranges) {
            answer.file->pieces.push_back({head_of(range), start + range.first, range.length});
        }
        answer.file->pieces.push_back({end});
    } else {
        const std::string_view whole = answer.constant.empty() ? answer.body : answer.constant;
        std::string parts;
        for (const byte_range& range : ranges) {
            parts += head_of(range);
            parts += whole.substr(range.first, range.length);
        }
        answer.constant = {};
        answer.body = std::move(parts) + end;
    }
    answer.content_type = {};
    answer.stored_type.clear();
    fmt::format_to(std::back_inserter(answer.fields),
                   "Content-Type: multipart/byteranges; boundary={}\r\n", boundary);
}

void serve_ranges(std::string_view value, response& answer,
                  const std::function<std::uint64_t()>& random) {
    const std::uint64_t size = answer.size();
    const range_set set = parse_ranges(value, size);
    if (set.result == range_set::verdict::ignored) return;
    if (set.result == range_set::verdict::unsatisfiable) return refuse_ranges(answer, size);
    answer.status = 206;
    if (set.ranges.size() == 1) {
        answer.fields += content_range(set.ranges.front(), size);
        cut(answer, set.ranges.front());
    } else {
        cut_into_parts(answer, set.ranges, size, random());
    }
}

} // namespace

void serve_content(const request& r, response& answer, const std::function<std::int64_t()>& now_s,
                   const std::function<std::uint64_t()>& random) {
    const bool read = r.method == method::get || r.method == method::head;
    if (!read || answer.status != 200 || answer.always_whole) return;
    const bool whole = !asks_for_less(r);
    const std::int64_t now = whole && !answer.last_modified ? 0 : now_s();
    // A file from the future was not modified later than now (RFC 9110, 8.8.2.1).
    if (answer.last_modified) answer.last_modified = std::min(*answer.last_modified, now);
    const validators v{answer.etag, answer.last_modified};
    switch (whole ? precondition::holds : check_preconditions(r, v, now)) {
        case precondition::failed:
            drop_body(answer);
            answer.status = 412;
            answer.content_type = {};
            answer.fields.clear();
            return;
        case precondition::not_modified:
            drop_body(answer);
            answer.status = 304;
            answer.content_type = {};
            // RFC 9110, 15.4.5: a date only where there is nothing better.
            return answer.etag.empty() ? append_date(answer) : append_etag(answer);
        case precondition::holds:
            break;
    }
    append_etag(answer);
    append_date(answer);
    append_content_fields(answer);
    if (whole || !answer.ranges || r.method != method::get) return;
    const auto range = r.combined("range");
    if (range && if_range_holds(r, v, now)) serve_ranges(*range, answer, random);
}

} // namespace gateway::http
