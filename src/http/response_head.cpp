#include "http/response_head.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <iterator>

#include "http/status.hpp"

namespace gateway::http {
namespace {

// What keeps a browser from making more of an answer than it is.
constexpr std::string_view fields_of_every_answer =
    "Server: event-gateway\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";

} // namespace

void append_head(std::string& out, const response& r, const framing& f, std::string_view date) {
    fmt::format_to(std::back_inserter(out), FMT_COMPILE("HTTP/1.1 {} {}\r\nDate: {}\r\n"), r.status,
                   reason_phrase(r.status), date);
    out += fields_of_every_answer;
    if (const std::string_view type = r.type(); !type.empty()) {
        out += "Content-Type: ";
        out += type;
        out += "\r\n";
    }
    out += r.fields;
    if (f.length) {
        fmt::format_to(std::back_inserter(out), FMT_COMPILE("Content-Length: {}\r\n"), *f.length);
    } else if (f.chunked) {
        out += "Transfer-Encoding: chunked\r\n";
    }
    if (!f.keep_alive) {
        out += "Connection: close\r\n";
    } else if (f.minor_version == 0) {
        out += "Connection: keep-alive\r\n";
    }
    out += "\r\n";
}

} // namespace gateway::http
