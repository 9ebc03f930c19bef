#include "http/body_framing.hpp"

#include "text/number.hpp"

namespace gateway::http {
namespace {

body_framing refused(int status, std::string_view detail) {
    body_framing f;
    f.why = {status, detail};
    return f;
}

body_framing by_coding(std::string_view codings) {
    std::size_t chunked = 0;
    std::size_t others = 0;
    std::string_view last;
    while (!codings.empty()) {
        last = take_element(codings);
        if (last.empty()) return refused(400, "The request's Transfer-Encoding has a hole.");
        ++(iequals(last, "chunked") ? chunked : others);
    }
    if (chunked != 1 || !iequals(last, "chunked")) {
        return refused(400,
                       "The request's Transfer-Encoding does not end with the only 'chunked'.");
    }
    if (others != 0) return refused(501, "A transfer coding besides chunked is not known here.");
    body_framing f;
    f.is = body_framing::kind::chunked;
    return f;
}

body_framing by_length(std::string_view digits, std::size_t max_body) {
    const auto size = text::parse_uint(digits);
    if (!size) return refused(400, "The request's Content-Length is not a whole number.");
    if (*size > max_body) return refused(413, body_too_large);
    body_framing f;
    if (*size != 0) f.is = body_framing::kind::length;
    f.length = *size;
    return f;
}

} // namespace

body_framing find_body_framing(const request& r, std::size_t max_body) {
    const header_field* length = nullptr;
    const header_field* coding = nullptr;
    for (const header_field& field : r.headers) {
        const bool is_length = iequals(field.name, "content-length");
        if (!is_length && !iequals(field.name, "transfer-encoding")) continue;
        const header_field*& found = is_length ? length : coding;
        if (found != nullptr) return refused(400, "The request says twice how its body is framed.");
        found = &field;
    }
    if (coding == nullptr) {
        return length == nullptr ? body_framing{} : by_length(length->value, max_body);
    }
    if (length != nullptr) {
        return refused(400, "The request has both Content-Length and Transfer-Encoding.");
    }
    if (r.minor_version == 0) {
        return refused(400, "An HTTP/1.0 request can't have a Transfer-Encoding.");
    }
    return by_coding(coding->value);
}

} // namespace gateway::http
