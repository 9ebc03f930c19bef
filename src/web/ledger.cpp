#include "web/ledger.hpp"

#include <fmt/format.h>

#include <iterator>

#include "text/address.hpp"
#include "text/time.hpp"

namespace gateway::web {
namespace {

std::uint64_t uptime_s(const site_context& c) {
    const std::int64_t ns = c.now_ns() - c.started_ns;
    return ns > 0 ? static_cast<std::uint64_t>(ns) / 1'000'000'000 : 0;
}

// Stored before this start, or elsewhere.
std::uint64_t earlier(const site_context& context) {
    const events::event_store& s = context.store;
    return s.read_only ? s.ring.stored() : s.stored_before;
}

std::uint64_t over_http(const counters& c) {
    return c.http_posted + c.http_redirects + c.http_captures;
}

// Of events that are not where they have to be by the others. Where the ring is only shown, what it
// stores came in elsewhere.
std::uint64_t unexplained(const site_context& context) {
    const counters& c = context.counts;
    const event_ring& r = context.store.ring;
    const auto apart = [](std::uint64_t a, std::uint64_t b) { return a > b ? a - b : b - a; };
    const std::uint64_t came =
        earlier(context) + c.udp_received - c.udp_rejected + over_http(c) + c.kafka_read;
    return apart(came, r.stored()) + apart(r.stored(), r.held() + r.evicted());
}

void append_listeners(std::string& out, const site_context& c) {
    out += ",\"listeners\":[";
    bool first = true;
    for (const listener_figures& l : c.listeners()) {
        fmt::format_to(std::back_inserter(out),
                       "{}{{\"udp\":\"{}\",\"rcvbuf_asked\":{},\"rcvbuf_granted\":{},"
                       "\"received\":{},\"kernel_dropped\":{}}}",
                       first ? "" : ",", l.name, l.buffer_asked, l.buffer_granted, l.received,
                       l.kernel_dropped);
        first = false;
    }
    out += ']';
}

// The member of "streams" that lists those open now.
void append_open_streams(std::string& out, const reader_list& readers) {
    out += "\"open\":[";
    for (const stream_reader* r : readers.first()) {
        if (out.back() != '[') out += ',';
        out += "{\"client\":\"";
        text::append_endpoint(out, r->client);
        fmt::format_to(std::back_inserter(out), "\",\"delivered\":{},\"skipped\":{},\"since\":\"",
                       r->delivered, r->skipped);
        text::append_utc_time(out, r->since_ns);
        out += "\"}";
    }
    out += "],";
}

} // namespace

std::vector<figure> read_ledger(const site_context& context) {
    context.catch_up();
    const counters& c = context.counts;
    const event_ring& r = context.store.ring;
    const events::capture_index& captures = context.store.captures;
    const events::sequence_figures sequence = context.store.sources.sequence_totals();
    return {
        {"udp", "received", "udp_received_total", "Datagrams received.", c.udp_received},
        {"udp", "bytes", "udp_received_bytes_total", "Payload bytes received.", c.udp_bytes},
        {"udp", "kernel_dropped", "udp_kernel_dropped_total",
         "Datagrams that the kernel dropped because the receive buffer was full.",
         c.udp_kernel_dropped},
        {"udp", "rejected", "udp_rejected_total", "Datagrams from sources that are not allowed.",
         c.udp_rejected},
        {"http", "requests", "http_requests_total", "Requests, refused ones too.", c.http_requests},
        {"http", "posted", "http_posted_total", "Events that came by POST.", c.http_posted},
        {"http", "redirects", "http_redirects_total", "Visits of /go/ that became events.",
         c.http_redirects},
        {"http", "captures", "http_captures_total", "Captures that came by PUT.", c.http_captures},
        {"http", "connections", "http_connections_total", "Connections accepted.",
         c.http_connections},
        {"http", "turned_away", "http_turned_away_total",
         "Connections refused because their client had too many open.", c.http_turned_away},
        {"http", "left", "http_left_total", "Long answers that their client did not wait for.",
         c.http_left},
        {"http", "streams", "http_streams_total", "Live streams begun.", c.http_streams},
        {"http", "open_connections", "http_open_connections", "Connections open now.",
         c.http_open_connections},
        {"http", "open_streams", "http_open_streams", "Live streams open now.",
         c.http_open_streams},
        {"http", "open_exports", "http_open_exports", "Pages and exports of events under way.",
         c.http_open_exports},
        {"ring", "stored", "ring_stored_total", "Events stored.", r.stored()},
        {"ring", "evicted", "ring_evicted_total", "Events that made room for newer ones.",
         r.evicted()},
        {"ring", "held", "ring_held", "Events stored now.", r.held()},
        {"ring", "oldest", "ring_oldest_seq", "Sequence number of the oldest event stored.",
         r.oldest()},
        {"ring", "newest", "ring_newest_seq", "Sequence number of the newest event.", r.newest()},
        {"ring", "bytes", "ring_bytes", "Bytes of the ring in use.", r.bytes()},
        {"ring", "capacity", "ring_capacity_bytes", "Bytes of the ring.", r.capacity()},
        {"ring", "dropped", "ring_dropped_total",
         "Events that damage to the ring file has cost; counted as evicted too.", r.dropped()},
        {"ring", "read_only", "ring_read_only",
         "1 where the ring is a file that is only shown (--read-only).",
         std::uint64_t{context.store.read_only}},
        {"sequence", "missing", "sequence_missing",
         "Datagrams that are missing by the numbers of their sources.", sequence.missing},
        {"sequence", "duplicated", "sequence_duplicated",
         "Datagrams whose number had come already.", sequence.duplicated},
        {"sequence", "reordered", "sequence_reordered",
         "Datagrams that came behind a higher number.", sequence.reordered},
        {"sequence", "restarts", "sequence_restarts", "Sources that began to count anew.",
         sequence.restarts},
        {"captures", "findable", "captures_findable", "Captures that can be found by their URL.",
         captures.findable()},
        {"captures", "forgotten", "captures_forgotten_total",
         "Captures that can't be found by their URL any more, because there were too many.",
         captures.forgotten()},
        {"commands", "run", "commands_run_total", "Commands started.", c.commands_run},
        {"commands", "left", "commands_left_total", "Commands ended because their client had left.",
         c.commands_left},
        {"commands", "running", "commands_running", "Commands running now.",
         context.children.running()},
        {"streams", "delivered", "streams_delivered_total", "Events written to live streams.",
         c.stream_delivered},
        {"streams", "skipped", "streams_skipped_total",
         "Events evicted before a stream or an export had got to them.", c.stream_skipped},
        {"kafka", "sent", "kafka_sent_total",
         "Events handed to the Kafka producer, again ones too.", c.kafka_sent},
        {"kafka", "acked", "kafka_acked_total", "Events that Kafka has acknowledged.",
         c.kafka_acked},
        {"kafka", "failed", "kafka_failed_total", "Events that Kafka will never take.",
         c.kafka_failed},
        {"kafka", "behind", "kafka_behind", "Events that Kafka has not acknowledged yet.",
         context.forwards ? r.newest() - r.forwarded() : 0},
        {"kafka", "skipped", "kafka_skipped",
         "Events that the ring has overwritten before Kafka took them.", c.kafka_skipped},
        {"kafka", "read", "kafka_read_total", "Events read from Kafka.", c.kafka_read},
        {"kafka", "rejected", "kafka_rejected_total",
         "Messages read from Kafka that are no events.", c.kafka_rejected},
        {"balance", "arrived", "arrived_total",
         "Datagrams, those that the kernel dropped too, and events that came otherwise.",
         earlier(context) + c.udp_received + c.udp_kernel_dropped + over_http(c) + c.kafka_read},
        {"balance", "earlier", "ring_stored_earlier",
         "Of the events stored, those of before this start.", earlier(context)},
        {"balance", "accepted", "udp_accepted_total", "Datagrams that became events.",
         c.udp_received - c.udp_rejected},
        {"balance", "over_http", "http_events_total", "Events that came over HTTP.", over_http(c)},
        {"balance", "unexplained", "ledger_unexplained",
         "Events that the ledger is off by; 0 where it balances.", unexplained(context)},
    };
}

std::string stats_json(const site_context& context, const reader_list& readers) {
    const auto figures = read_ledger(context);
    std::string out = fmt::format("{{\"uptime_s\":{}", uptime_s(context));
    std::string_view group;
    for (const figure& f : figures) {
        if (f.group != group) {
            fmt::format_to(std::back_inserter(out), "{},\"{}\":{{", group.empty() ? "" : "}",
                           f.group);
            if (f.group == "streams") append_open_streams(out, readers);
        } else {
            out += ',';
        }
        group = f.group;
        fmt::format_to(std::back_inserter(out), "\"{}\":{}", f.name, f.value);
    }
    out += '}';
    append_listeners(out, context);
    out += '}';
    return out;
}

std::string metrics_text(const site_context& context) {
    std::string out;
    const auto append = [&](std::string_view metric, std::string_view help, std::uint64_t value) {
        const bool counter = metric.ends_with("_total");
        fmt::format_to(std::back_inserter(out),
                       "# HELP event_gateway_{0} {1}\n# TYPE event_gateway_{0} {2}\n"
                       "event_gateway_{0} {3}\n",
                       metric, help, counter ? "counter" : "gauge", value);
    };
    for (const figure& f : read_ledger(context)) append(f.metric, f.help, f.value);
    append("uptime_seconds", "Seconds since the start.", uptime_s(context));
    return out;
}

} // namespace gateway::web
