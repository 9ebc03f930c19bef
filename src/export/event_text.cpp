#include <algorithm>

#include "export/event_writer.hpp"
#include "text/address.hpp"
#include "text/base64.hpp"
#include "text/escape.hpp"
#include "text/number.hpp"
#include "text/time.hpp"
#include "text/utf8.hpp"

namespace gateway::exporting {
namespace {

bool is_plain_number(std::string_view s) {
    if (s.starts_with('-') || s.starts_with('+')) s.remove_prefix(1);
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto digits = std::count_if(s.begin(), s.end(), is_digit);
    const auto points = std::count(s.begin(), s.end(), '.');
    return digits > 0 && points <= 1 && static_cast<std::size_t>(digits + points) == s.size();
}

bool looks_like_formula(std::string_view s) {
    return !s.empty() && std::string_view{"=+-@\t\r"}.find(s[0]) != std::string_view::npos &&
           !is_plain_number(s);
}

void append_csv_field(std::string& out, std::string_view value) {
    out.push_back('"');
    if (looks_like_formula(value)) out.push_back('\'');
    text::append_quotes_doubled(out, value);
    out.push_back('"');
}

} // namespace

void append_csv(std::string& out, const event& e) {
    text::append_uint(out, e.seq);
    out.push_back(',');
    text::append_utc_time(out, e.time_ns);
    out.push_back(',');
    out += via_name(e.via);
    out.push_back(',');
    text::append_endpoint(out, e.source);
    out.push_back(',');
    text::append_endpoint(out, e.local);
    const bool is_text = text::is_utf8(e.payload);
    out.push_back(',');
    text::append_uint(out, e.payload.size());
    out += is_text ? ",utf-8," : ",base64,";
    if (is_text) {
        append_csv_field(out, e.payload);
    } else {
        text::append_base64(out, e.payload);
    }
    out += "\r\n";
}

void append_text(std::string& out, const event& e) {
    text::append_utc_time(out, e.time_ns);
    out.push_back(' ');
    text::append_endpoint(out, e.source);
    out.push_back(' ');
    text::append_printable(out, e.payload);
    out.push_back('\n');
}

} // namespace gateway::exporting
