#include "fuzz/accepted_request.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "fuzz/fuzz.hpp"

namespace gateway::fuzz {
namespace {

bool is_token(std::string_view s) { // RFC 9110, 5.6.2
    return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) {
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
               std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
    });
}

bool is_visible(std::string_view s) {
    return std::all_of(s.begin(), s.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool is_field_value(std::string_view s) { // RFC 9110, 5.5
    return std::none_of(s.begin(), s.end(), [](char c) {
        return c == '\x7f' || (static_cast<unsigned char>(c) < ' ' && c != '\t');
    });
}

std::string_view take_line(std::string_view& rest) {
    const std::size_t end = rest.find("\r\n");
    require(end != std::string_view::npos, "lines end with CRLF");
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    return line;
}

std::size_t parse_number(std::string_view digits, int base) {
    std::size_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    require(error == std::errc{} && end == digits.data() + digits.size(), "a length is a number");
    return value;
}

// RFC 9112, 7.1; what stands behind the body in `rest` is nothing.
std::string decode_chunked(std::string_view rest) {
    std::string body;
    for (;;) {
        const std::string_view line = take_line(rest);
        require(is_field_value(line), "a chunk's line has no control bytes");
        // Blanks in front of an extension are BWS.
        const std::string_view size = http::trim(line.substr(0, line.find(';')));
        const std::size_t left = parse_number(size, 16);
        if (left == 0) break;
        require(rest.size() >= left + 2, "a chunk is whole");
        body += rest.substr(0, left);
        rest.remove_prefix(left);
        require(take_line(rest).empty(), "a chunk ends with CRLF");
    }
    while (!take_line(rest).empty()) continue; // trailers
    require(rest.empty(), "nothing is taken behind the body");
    return body;
}

} // namespace

void check_accepted(const http::request& r, std::string_view raw) {
    while (raw.starts_with("\r\n")) raw.remove_prefix(2); // RFC 9112, 2.2
    const std::string_view line = take_line(raw);
    require(is_token(line.substr(0, line.find(' '))), "a method is a token");
    const std::size_t version = line.rfind(" HTTP/1.");
    require(version != std::string_view::npos && version + 9 == line.size(),
            "a request line ends with a version");
    require(line.back() >= '0' && line.back() <= '9' && r.minor_version == (line.back() != '0'),
            "a later version is read as 1.1");
    require(line.substr(line.find(' '), version - line.find(' ')) == " " + std::string(r.target),
            "between method and version stands the target");
    require(!r.target.empty() && is_visible(r.target), "a target is of visible characters");
    require(is_inside(r.path, r.target) || r.path == "/" || r.path == "*",
            "a path is a part of the target");
    require(is_inside(r.query, r.target), "a query is a part of the target");

    std::size_t hosts = 0;
    std::optional<std::string_view> length, coding;
    for (const auto& [name, value] : r.headers) {
        const std::string_view field = take_line(raw);
        require(is_token(name) && is_field_value(value), "a field is a token and a value");
        const std::size_t colon = field.find(':');
        require(field.substr(0, colon) == name && http::trim(field.substr(colon + 1)) == value,
                "a field is what its line says");
        hosts += http::iequals(name, "host");
        if (http::iequals(name, "content-length")) {
            require(!length || *length == value, "two lengths are the same");
            length = value;
        }
        if (http::iequals(name, "transfer-encoding")) {
            require(!coding && http::iequals(value, "chunked"), "the only coding is chunked, once");
            coding = value;
        }
    }
    require(take_line(raw).empty(), "the fields end with an empty line");
    require(hosts == 1 || (hosts == 0 && r.minor_version == 0), "a request has one Host");
    require(!(length && coding), "a body has one length");
    require(!(coding && r.minor_version == 0), "HTTP/1.0 has no codings");
    if (coding) {
        require(decode_chunked(raw) == r.body, "a chunked body is that of its chunks");
    } else {
        require(raw == r.body, "a body is what stands behind the head");
        require(r.body.size() == (length ? parse_number(*length, 10) : 0),
                "a body has the length that was said");
    }
}

} // namespace gateway::fuzz
