#include "export/event_writer.hpp"
#include "text/address.hpp"
#include "text/base64.hpp"
#include "text/escape.hpp"
#include "text/number.hpp"
#include "text/time.hpp"
#include "text/utf8.hpp"

namespace gateway::exporting {
namespace {

// Whoever sent it chose its bytes, and the ring may have cut it within a character.
void append_foreign(std::string& out, std::string_view text) {
    text::append_json_string(out, text::is_utf8(text) ? std::string{text} : text::printable(text));
}

} // namespace

void append_json(std::string& out, const event& e) {
    out += "{\"seq\":";
    text::append_uint(out, e.seq);
    out += ",\"time\":\"";
    text::append_utc_time(out, e.time_ns);
    out += "\",\"via\":\"";
    out += via_name(e.via);
    out += "\",\"source\":\"";
    text::append_endpoint(out, e.source);
    out += "\",\"local\":\"";
    text::append_endpoint(out, e.local);
    out += "\",\"size\":";
    text::append_uint(out, e.payload.size());
    out.push_back(',');
    if (!e.content_type.empty()) {
        out += "\"content_type\":\"";
        append_foreign(out, e.content_type);
        out += "\",";
    }
    if (e.via == via::capture) {
        out += "\"captured\":\"";
        text::append_compact_time(out, e.captured_s);
        out += "\",\"url\":\"";
        append_foreign(out, e.url);
        out += "\",";
    }
    if (text::is_utf8(e.payload)) {
        out += "\"encoding\":\"utf-8\",\"data\":\"";
        text::append_json_string(out, e.payload);
    } else {
        out += "\"encoding\":\"base64\",\"data\":\"";
        text::append_base64(out, e.payload);
    }
    out += "\"}";
}

void append_ndjson(std::string& out, const event& e) {
    append_json(out, e);
    out.push_back('\n');
}

} // namespace gateway::exporting
