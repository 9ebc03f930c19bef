#include "web/pages.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

#include "http/status.hpp"
#include "text/address.hpp"
#include "text/escape.hpp"
#include "text/hex.hpp"
#include "text/time.hpp"
#include "text/utf8.hpp"
#include "web/answers.hpp"
#include "web/api_reference.hpp"
#include "web/capture_target.hpp"
#include "web/decoded.hpp"
#include "web/doctor_view.hpp"

namespace gateway::web {
namespace {

// All of a datagram; of a larger POST the page shows the beginning.
constexpr std::size_t shown_bytes = 65'536;

// What each page has to show, in the order in which it is given.
constexpr std::array<std::string_view, 19> event_values{
    "seq",      "time",         "via",          "source",      "name",       "local",   "size",
    "encoding", "content_type", "captured_url", "captured_at", "capture",    "decoded", "decoder",
    "older",    "newer",        "text",         "hex",         "payload_url"};
constexpr std::array<std::string_view, 4> error_values{"status", "title", "detail", "base"};
constexpr std::array<std::string_view, 3> login_values{"detail", "next", "base"};
constexpr std::array<std::string_view, 2> welcome_values{"name", "time"};

constexpr std::string_view error_name = "error.html";
constexpr std::array<std::string_view, 7> file_names{"api.html",    "doctor.html", "event.html",
                                                     error_name,    "ledger.html", "login.html",
                                                     "welcome.html"};

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

pages::pages(const content_options& options, std::string base, spdlog::logger& log)
    : log_(log),
      base_(std::move(base)),
      dev_(options.dev),
      broken_(error_name, built_in_template(error_name), error_values),
      api_("api.html", {}, options.templates_folder, api_reference::lists),
      doctor_("doctor.html", doctor_view::names, options.templates_folder, doctor_view::lists),
      event_("event.html", event_values, options.templates_folder),
      error_(error_name, error_values, options.templates_folder),
      ledger_("ledger.html", ledger_view::names, options.templates_folder, ledger_view::lists),
      login_("login.html", login_values, options.templates_folder),
      welcome_("welcome.html", welcome_values, options.templates_folder) {
    if (!options.templates_folder.empty()) {
        name_strangers(options.templates_folder);
    } else if (dev_) {
        log_.warn("--dev has nothing to read again: no --templates is given");
    }
}

// A file that was meant to be a page, and would be looked for in vain.
void pages::name_strangers(const std::string& folder) {
    std::error_code unread;
    for (const auto& entry : std::filesystem::directory_iterator{folder, unread}) {
        const std::string name = entry.path().filename().string();
        const bool known =
            std::find(file_names.begin(), file_names.end(), name) != file_names.end();
        if (known || !name.ends_with(".html")) continue;
        log_.warn("{} is not used: the templates are {}", text::printable(entry.path().string()),
                  fmt::join(file_names, ", "));
    }
}

void pages::refresh(template_file& file) {
    if (!file.refresh()) return;
    if (file.error().empty()) {
        log_.info("{} is read again", text::printable(file.path()));
    } else {
        log_.error("{}", file.error());
    }
}

http::response pages::render(template_file& from, int status,
                             std::span<const std::string_view> values,
                             std::span<const template_rows> rows) {
    if (dev_) refresh(from);
    http::response page = html_answer({}, from.error().empty() ? status : 500);
    if (from.error().empty()) {
        from.get().render(page.body, values, rows);
    } else {
        const std::array<std::string_view, error_values.size()> broken{
            "500", "A template is broken", from.error(), base_};
        broken_.render(page.body, broken);
    }
    return page;
}

http::response pages::event_page(const event_ring& ring, const event& e, std::string_view name) {
    const std::string_view shown = e.payload.substr(0, shown_bytes);
    const decoded meaning = decode(shown);
    std::string time;
    text::append_utc_time(time, e.time_ns);
    std::string hex;
    text::append_hex_dump(hex, shown);
    const std::string note = cut_note(e.payload.size());
    const std::string seq = std::to_string(e.seq);
    const std::string source = text::to_string(e.source);
    const std::string local = text::to_string(e.local);
    const std::string size = std::to_string(e.payload.size());
    const std::string content_type = text::printable(e.content_type);
    const std::string older = e.seq > ring.oldest() ? std::to_string(e.seq - 1) : "";
    const std::string newer = e.seq < ring.newest() ? std::to_string(e.seq + 1) : "";
    const bool captured = e.via == via::capture;
    const std::string captured_url = text::printable(e.url);
    const std::string captured_at = captured ? text::http_date(e.captured_s) : "";
    const std::string capture = captured ? base_ + capture_address(e.captured_s, e.url) : "";
    const std::string lines = shown_text(shown) + note;
    hex += note;
    const std::string payload_url = fmt::format("{}/api/v1/events/{}/payload", base_, e.seq);
    const std::array<std::string_view, event_values.size()> values{
        seq,
        time,
        via_name(e.via),
        source,
        name,
        local,
        size,
        text::is_utf8(e.payload) ? "utf-8" : "base64",
        content_type,
        captured_url,
        captured_at,
        capture,
        meaning.text,
        meaning.decoder,
        older,
        newer,
        lines,
        hex,
        payload_url,
    };
    return render(event_, 200, values);
}

http::response pages::error_page(int status, std::string_view detail) {
    const std::string number = std::to_string(status);
    const std::array<std::string_view, error_values.size()> values{
        number, http::reason_phrase(status), detail, base_};
    return render(error_, status, values);
}

http::response pages::ledger_page(const ledger_view& view) {
    std::array<std::string_view, ledger_view::names.size()> values;
    std::copy(view.values.begin(), view.values.end(), values.begin());
    return render(ledger_, 200, values, view.rows);
}

http::response pages::doctor_page(const doctor_report& report) {
    const doctor_view view = view_doctor(report);
    std::array<std::string_view, doctor_view::names.size()> values;
    std::copy(view.values.begin(), view.values.end(), values.begin());
    return render(doctor_, 200, values, view.rows);
}

http::response pages::api_page(std::span<const template_rows> rows) {
    return render(api_, 200, {}, rows);
}

http::response pages::login_page(int status, std::string_view detail, std::string_view next) {
    const std::array<std::string_view, login_values.size()> values{detail, next, base_};
    return render(login_, status, values);
}

http::response pages::welcome_page(std::string_view name, std::int64_t now_ns) {
    std::string time;
    text::append_utc_second(time, now_ns / 1'000'000'000);
    const std::array<std::string_view, welcome_values.size()> values{
        name.empty() ? "Anonymous" : name, time};
    return render(welcome_, 200, values);
}

} // namespace gateway::web
