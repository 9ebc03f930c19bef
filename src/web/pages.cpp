#include "web/pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "http/status.hpp"
#include "text/address.hpp"
#include "text/escape.hpp"
#include "text/hex.hpp"
#include "text/time.hpp"
#include "text/utf8.hpp"
#include "web/answers.hpp"
#include "web/assets.hpp"
#include "web/capture_target.hpp"
#include "web/decoded.hpp"

namespace gateway::web {
namespace {

// All of a datagram; of a larger POST the page shows the beginning.
constexpr std::size_t shown_bytes = 65'536;

page_template load(std::string_view name) {
    for (const asset& a : embedded_templates()) {
        if (a.name == name) return page_template{name, a.plain};
    }
    throw std::runtime_error(fmt::format("template {} is not in the binary", name));
}

std::string shown_text(std::string_view payload) {
    std::string text;
    // Line by line: a line break of the payload stays one, everything else is made visible.
    while (!payload.empty()) {
        const std::string_view line = payload.substr(0, payload.find('\n'));
        text::append_printable(text, line);
        if (line.size() != payload.size()) text.push_back('\n');
        payload.remove_prefix(std::min(line.size() + 1, payload.size()));
    }
    return text;
}

std::string cut_note(std::size_t size) {
    return size <= shown_bytes ? std::string{}
                               : fmt::format("\n(the first {} of {} bytes)", shown_bytes, size);
}

} // namespace

pages::pages()
    : event_(load("event.html")), error_(load("error.html")), login_(load("login.html")) {}

http::response pages::event_page(const event_ring& ring, const event& e) {
    const std::string_view shown = e.payload.substr(0, shown_bytes);
    const decoded meaning = decode(shown);
    std::string time;
    text::append_utc_time(time, e.time_ns);
    std::string hex;
    text::append_hex_dump(hex, shown);
    const std::string note = cut_note(e.payload.size());
    return html_answer(event_.render({
        {"seq", std::to_string(e.seq)},
        {"time", time},
        {"via", std::string{via_name(e.via)}},
        {"source", text::to_string(e.source)},
        {"local", text::to_string(e.local)},
        {"size", std::to_string(e.payload.size())},
        {"encoding", text::is_utf8(e.payload) ? "utf-8" : "base64"},
        {"content_type", text::printable(e.content_type)},
        {"captured_url", text::printable(e.url)},
        {"captured_at", e.via == via::capture ? text::http_date(e.captured_s) : ""},
        {"capture", e.via == via::capture ? capture_address(e.captured_s, e.url) : ""},
        {"text", shown_text(shown) + note},
        {"hex", hex + note},
        {"decoded", meaning.text},
        {"decoder", std::string{meaning.decoder}},
        {"older", e.seq > ring.oldest() ? std::to_string(e.seq - 1) : ""},
        {"newer", e.seq < ring.newest() ? std::to_string(e.seq + 1) : ""},
        {"payload_url", fmt::format("/api/v1/events/{}/payload", e.seq)},
    }));
}

http::response pages::error_page(int status, std::string_view detail) {
    return html_answer(error_.render({
                           {"status", std::to_string(status)},
                           {"title", std::string{http::reason_phrase(status)}},
                           {"detail", std::string{detail}},
                       }),
                       status);
}

http::response pages::login_page(int status, std::string_view detail, std::string_view next) {
    return html_answer(login_.render({
                           {"detail", std::string{detail}},
                           {"next", std::string{next}},
                       }),
                       status);
}

} // namespace gateway::web
