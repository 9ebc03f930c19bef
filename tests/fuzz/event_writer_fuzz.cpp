// What an event becomes outside: whatever bytes a sender chose, each form holds exactly one event,
// gives its bytes back and lets through nothing that is more than text.
#include "export/event_writer.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fuzz/code_points.hpp"
#include "fuzz/fuzz.hpp"
#include "fuzz/fuzzed_event.hpp"
#include "text/address.hpp"
#include "text/base64.hpp"
#include "text/time.hpp"
#include "web/live_hub.hpp"

using namespace gateway;
using fuzz::require;

namespace {

std::string written(void (*append)(std::string&, const event&), const event& e) {
    std::string out;
    append(out, e);
    return out;
}

std::string time_of(const event& e) {
    std::string out;
    text::append_utc_time(out, e.time_ns);
    return out;
}

std::string decoded(const std::string& encoding, const std::string& data) {
    if (encoding == "utf-8") return data;
    require(encoding == "base64", "an encoding is utf-8 or base64");
    const auto bytes = text::decode_base64(data);
    require(bytes.has_value(), "Base64 is Base64");
    return *bytes;
}

std::string check_json(const event& e) {
    const std::string text = written(exporting::append_json, e);
    for (const char32_t c : fuzz::code_points(text)) {
        require(c >= 0x20 && c != 0x7f && c != '<' && c != 0x2028 && c != 0x2029,
                "JSON has neither control characters nor line ends nor markup");
    }
    const auto json = nlohmann::json::parse(text, nullptr, false);
    const std::size_t more = (e.content_type.empty() ? 0 : 1) + (e.via == via::capture ? 2 : 0);
    require(json.is_object() && json.size() == 8 + more,
            "an event is one object of JSON, with no member but its own");
    require(json["seq"] == e.seq && json["time"] == time_of(e) && json["via"] == via_name(e.via) &&
                json["source"] == text::to_string(e.source) &&
                json["local"] == text::to_string(e.local) && json["size"] == e.payload.size(),
            "an event's fields are in its JSON");
    require(decoded(json["encoding"], json["data"]) == e.payload, "JSON gives the payload back");
    require(written(exporting::append_ndjson, e) == text + "\n", "NDJSON is JSON and a line end");
    return text;
}

// RFC 4180, 2: one record; the fields of `csv`.
std::vector<std::string> read_csv(std::string_view csv) {
    std::vector<std::string> fields(1);
    bool quoted = false, was_quoted = false;
    while (!csv.empty()) {
        const char c = csv.front();
        if (quoted && csv.starts_with("\"\"")) {
            fields.back() += '"';
            csv.remove_prefix(1);
        } else if (c == '"') {
            require(quoted || (fields.back().empty() && !was_quoted), "a quote begins a field");
            quoted = !quoted;
            was_quoted = true;
        } else if (!quoted && c == ',') {
            fields.emplace_back();
            was_quoted = false;
        } else if (!quoted && csv == "\r\n") {
            return fields;
        } else {
            require(quoted || (!was_quoted && c > ' '), "outside of quotes a field is plain");
            fields.back() += c;
        }
        csv.remove_prefix(1);
    }
    require(false, "a record ends with CRLF");
    return fields;
}

void check_csv(const event& e) {
    const auto fields = read_csv(written(exporting::append_csv, e));
    require(fields.size() == read_csv(exporting::csv_header).size(), "a field for each column");
    require(fields[0] == std::to_string(e.seq) && fields[1] == time_of(e) &&
                fields[2] == via_name(e.via) && fields[3] == text::to_string(e.source) &&
                fields[4] == text::to_string(e.local) &&
                fields[5] == std::to_string(e.payload.size()),
            "an event's fields are in its CSV");
    const std::string& data = fields[7];
    const bool disarmed = data.size() == e.payload.size() + 1 && data[0] == '\'';
    require(
        decoded(fields[6], disarmed && fields[6] == "utf-8" ? data.substr(1) : data) == e.payload,
        "CSV gives the payload back");
    // A number may begin with its sign; it is a number throughout. Base64 has no character by which
    // a formula could call anything.
    if (data.empty() || fields[6] != "utf-8") return;
    const bool sign = data[0] == '-' || data[0] == '+';
    require(std::string_view{"=@\t\r"}.find(data[0]) == std::string_view::npos &&
                (!sign || data.find_first_not_of("0123456789.", 1) == std::string::npos),
            "no spreadsheet runs a payload");
}

void check_frame(const event& e, const std::string& json) {
    std::string frame;
    web::append_frame(frame, e);
    require(frame == "id: " + std::to_string(e.seq) + "\ndata: " + json + "\n\n",
            "a frame is an id and one line of data");
    web::live_hub hub;
    std::string through_hub;
    hub.append_frame(through_hub, e);
    hub.append_frame(through_hub, e);
    require(through_hub == frame + frame, "the hub gives each stream the same frame");
}

void check_text(const event& e) {
    const std::string line = written(exporting::append_text, e);
    require(line.ends_with('\n'), "text is a line");
    require(fuzz::is_printable(std::string_view{line}.substr(0, line.size() - 1)),
            "text is printable");
    require(line.starts_with(time_of(e) + " " + text::to_string(e.source) + " "),
            "text is time, source and payload");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    const event e = fuzz::take_event(in);
    check_frame(e, check_json(e));
    check_csv(e);
    check_text(e);
    return 0;
}
