#include "http/response_head.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <iterator>

#include "http/status.hpp"

namespace gateway::http {
namespace {

// What keeps a browser from making more of an answer than it is; behind the Date.
constexpr std::string_view fields_of_every_answer =
    "\r\n"
    "Server: event-gateway\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";

} // namespace

void append_head(std::string& out, const response& r, const framing& f, std::string_view date) {
    if (r.status == 200) {
        out += "HTTP/1.1 200 OK\r\nDate: ";
    } else {
        fmt::format_to(std::back_inserter(out), FMT_COMPILE("HTTP/1.1 {} {}\r\nDate: "), r.status,
                       reason_phrase(r.status));
    }
    out += date;
    out += fields_of_every_answer;
    if (const std::string_view type = r.type(); !type.empty()) {
        out += "Content-Type: ";
        out += type;
        out += "\r\n";
    }
    out += r.fields;
    if (f.length) {
        const fmt::format_int digits{*f.length};
        out += "Content-Length: ";
        out.append(digits.data(), digits.size());
        out += "\r\n";
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
