#include "web/stream_form.hpp"

#include <fmt/format.h>

#include <iterator>

#include "export/event_writer.hpp"
#include "web/live_hub.hpp"

namespace gateway::web {
namespace {

void append_gap_event(std::string& out, const stream_gap& gap) {
    fmt::format_to(std::back_inserter(out),
                   "event: gap\ndata: {{\"from\":{},\"to\":{},\"lost\":{}}}\n\n", gap.from, gap.to,
                   gap.lost());
}

void append_gap_line(std::string& out, const stream_gap& gap) {
    fmt::format_to(std::back_inserter(out), "{{\"gap\":{{\"from\":{},\"to\":{},\"lost\":{}}}}}\n",
                   gap.from, gap.to, gap.lost());
}

// CSV has no comments that all readers know: a row with a value in each column that needs one.
void append_gap_row(std::string& out, const stream_gap& gap) {
    fmt::format_to(std::back_inserter(out),
                   "{},,gap,,,0,utf-8,\"{} events from {} to {} were overwritten before they could "
                   "be sent\"\r\n",
                   gap.to, gap.lost(), gap.from, gap.to);
}

void append_no_gap(std::string& /*out*/, const stream_gap& /*gap*/) {}

constexpr stream_form sse_form{"text/event-stream", "", ": keep-alive\n\n", append_frame,
                               append_gap_event};
// An empty line is none of NDJSON's values, and white space to every reader of JSON.
constexpr stream_form ndjson_form{"application/x-ndjson", "", "\n", exporting::append_ndjson,
                                  append_gap_line};
constexpr stream_form csv_form{"text/csv; charset=utf-8; header=present", exporting::csv_header, "",
                               exporting::append_csv, append_gap_row};
const stream_form& pcap_form() {
    static const stream_form form{"application/vnd.tcpdump.pcap", exporting::pcap_header(), "",
                                  exporting::append_pcap, append_no_gap};
    return form;
}

} // namespace

const stream_form& stream_form_of(event_format format) {
    switch (format) {
        case event_format::ndjson:
            return ndjson_form;
        case event_format::csv:
            return csv_form;
        case event_format::pcap:
            return pcap_form();
        default:
            return sse_form;
    }
}

} // namespace gateway::web
