#include "conformance/answer_rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace gateway::conformance {
namespace {

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7).
bool is_date(std::string_view text) {
    constexpr std::string_view form = "Aaa, 00 Aaa 0000 00:00:00 GMT";
    if (text.size() != form.size()) return false;
    for (std::size_t i = 0; i < form.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const bool fits = i >= 26          ? text[i] == form[i]
                          : form[i] == '0' ? std::isdigit(c) != 0
                          : form[i] == 'A' ? std::isupper(c) != 0
                          : form[i] == 'a' ? std::islower(c) != 0
                                           : text[i] == form[i];
        if (!fits) return false;
    }
    return true;
}

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || std::string_view{"!#$%&'*+-.^_`|~"}.find(
                                           static_cast<char>(c)) != std::string_view::npos;
    });
}

std::string flaw_of_fields(const tests::http_response& answer) {
    for (const auto& [name, value] : answer.headers) {
        if (!is_token(name)) return "no name of a field: " + name;
        const bool clean = std::all_of(value.begin(), value.end(), [](char c) {
            return (static_cast<unsigned char>(c) >= ' ' && c != '\x7f') || c == '\t';
        });
        if (!clean || value.ends_with(' ')) return "the value of " + name + " is malformed";
        if (name != "Set-Cookie" && answer.count(name) != 1) return name + " is there twice";
    }
    for (const std::string date : {"Date", "Last-Modified", "Expires"}) {
        if (answer.count(date) != 0 && !is_date(answer.header(date))) return date + " is no date";
    }
    const std::string etag = answer.header("ETag");
    const std::string_view opaque = std::string_view{etag}.substr(etag.starts_with("W/") ? 2 : 0);
    const bool quoted = opaque.size() >= 2 && opaque.starts_with('"') && opaque.ends_with('"') &&
                        std::count(opaque.begin(), opaque.end(), '"') == 2;
    if (answer.count("ETag") != 0 && !quoted) return "ETag is none";
    if (answer.count("Retry-After") != 0 && !is_digits(answer.header("Retry-After"))) {
        return "Retry-After is no number";
    }
    return {};
}

std::string flaw_of_framing(const tests::http_response& answer, bool to_head) {
    const bool length = answer.count("Content-Length") != 0;
    const bool coding = answer.count("Transfer-Encoding") != 0;
    if (length && coding) return "length and coding";
    if (length && !is_digits(answer.header("Content-Length"))) return "the length is no number";
    const bool empty = answer.status < 200 || answer.status == 204 || answer.status == 304;
    if (empty && (length || coding)) return "a length or coding without content";
    if ((empty || to_head) && !answer.body.empty()) return "content where there is none";
    if (!answer.body.empty() && answer.count("Content-Type") == 0) return "content without a type";
    const bool error = answer.status >= 400 && !to_head;
    if (error && answer.body.empty()) return "an error that does not explain itself";
    return {};
}

// The fields that belong to a status (RFC 9110, 15).
std::string flaw_of_status(const tests::http_response& answer) {
    struct rule {
        int status;
        const char* field;
    };
    constexpr std::array<rule, 8> rules{{{201, "Location"},
                                         {303, "Location"},
                                         {401, "WWW-Authenticate"},
                                         {405, "Allow"},
                                         {408, "Connection"},
                                         {415, "Accept-Encoding"},
                                         {416, "Content-Range"},
                                         {503, "Retry-After"}}};
    for (const rule& r : rules) {
        if (answer.status == r.status && answer.count(r.field) == 0) {
            return std::to_string(r.status) + " without " + r.field;
        }
    }
    if (answer.status == 206) {
        const bool parts = answer.header("Content-Type").starts_with("multipart/byteranges");
        if (parts == (answer.count("Content-Range") != 0)) return "206 with a wrong Content-Range";
    }
    return {};
}

} // namespace

std::string flaw_of_any(const tests::http_response& answer, bool to_head) {
    if (answer.status < 200) return answer.headers.empty() ? "" : "fields in an interim answer";
    const std::string start = "HTTP/1.1 " + std::to_string(answer.status) + " ";
    if (!answer.head.starts_with(start) || answer.head.starts_with(start + "\r\n")) {
        return "the status line is malformed";
    }
    if (answer.count("Date") == 0) return "no Date";
    if (answer.header("Server").find('/') != std::string::npos) return "Server tells a version";
    for (const std::string& flaw :
         {flaw_of_fields(answer), flaw_of_framing(answer, to_head), flaw_of_status(answer)}) {
        if (!flaw.empty()) return flaw;
    }
    return {};
}

} // namespace gateway::conformance
