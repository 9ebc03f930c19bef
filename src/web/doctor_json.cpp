#include <fmt/format.h>

#include <iterator>
#include <string_view>

#include "text/address.hpp"
#include "text/escape.hpp"
#include "text/time.hpp"
#include "web/doctor_report.hpp"
#include "web/doctor_words.hpp"

namespace gateway::web {
namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    text::append_json_string(out, text);
    return out + '"';
}

std::string address(const endpoint& e) {
    std::string out = "\"";
    text::append_address(out, e);
    return out + '"';
}

std::string time(std::int64_t ns) {
    std::string out = "\"";
    text::append_utc_time(out, ns);
    return out + '"';
}

// A member whose value is a list of what `item` makes of each.
template <class List, class Item>
void append_list(std::string& out, std::string_view name, const List& list, Item item) {
    fmt::format_to(std::back_inserter(out), ",\"{}\":[", name);
    bool first = true;
    for (const auto& one : list) {
        if (!first) out += ',';
        first = false;
        out += item(one);
    }
    out += ']';
}

std::string finding_json(const doctor_finding& f) {
    return fmt::format(R"({{"level":"{}","text":{}}})", level_name(f.how), quoted(f.text));
}

std::string target_json(const doctor_target& t) {
    return fmt::format(R"({{"target":"{}","host":"{}","port":{},"interface":{},"listener":"{}",)"
                       R"("reach":"{}","who":{},"reached":{}}})",
                       t.text, t.host, t.port, quoted(t.interface), t.listener, t.reach,
                       quoted(t.who), t.is_reached);
}

std::string address_json(const own_address& a) {
    return fmt::format(R"({{"interface":{},"address":{},"family":"{}","up":{},"loopback":{},)"
                       R"("link_local":{},"default_route":{}}})",
                       quoted(a.interface), address(a.address),
                       text::is_ipv4(a.address) ? "ipv4" : "ipv6", a.is_up, a.is_loopback,
                       a.is_link_local, a.leads_out);
}

std::string door_json(const udp_door& d, const doctor_report& r) {
    return fmt::format(
        R"({{"udp":"{}","bound":{},"group":{},"since":{},"rcvbuf_asked":{},"rcvbuf_granted":{},)"
        R"("rcvbuf_command":{},"received":{},"kernel_dropped":{},"loss_advice":{}}})",
        d.name, quoted(reach_of(d, r.facts)), d.is_group ? address(d.bound) : "null",
        time(r.started_ns), d.buffer_asked, d.buffer_granted,
        buffer_command(d).empty() ? "null" : quoted(buffer_command(d)), d.received,
        d.kernel_dropped, loss_advice(d).empty() ? "null" : quoted(loss_advice(d)));
}

std::string url_json(const std::string& url) {
    return fmt::format(R"({{"url":"{}","tls":{},"loopback":{}}})", url, is_tls(url), is_local(url));
}

std::string firewall_json(const firewall& f, const doctor_report& r) {
    return fmt::format(R"({{"name":"{}","on":{},"found":{},"open":{}}})", f.name, f.is_on,
                       quoted(f.found), quoted(open_commands(f, r.ports)));
}

std::string place_json(const place& p) {
    std::string commands;
    for (const std::string& command : {p.command, p.second}) {
        if (command.empty()) continue;
        if (!commands.empty()) commands += ',';
        commands += quoted(command);
    }
    return fmt::format(R"({{"name":"{}","hint":{},"commands":[{}]}})", p.name, quoted(p.hint),
                       commands);
}

std::string machine_json(const udp_errors& m) {
    return fmt::format(R"({{"family":"{}","in_errors":{},"rcvbuf_errors":{},"checksum_errors":{},)"
                       R"("no_ports":{}}})",
                       m.family, m.in_errors, m.receive_buffer_errors, m.checksum_errors,
                       m.no_ports);
}

std::string rejected_json(const doctor_report& r) {
    if (!r.facts.last_rejected) return "null";
    const rejected_datagram& d = *r.facts.last_rejected;
    return fmt::format(R"({{"source":"{}","local":"{}","time":{},"why":{}}})",
                       text::to_string(d.source), text::to_string(d.local), time(d.time_ns),
                       quoted(rejection_reason(r.facts)));
}

std::string refused_json(const doctor_report& r) {
    if (!r.refused) return "null";
    const std::string client =
        r.refused->client ? quoted(text::to_string(*r.refused->client)) : "null";
    return fmt::format(R"({{"status":{},"request":{},"why":{},"client":{},"time":{}}})",
                       r.refused->status, quoted(r.refused->request), quoted(r.refused->why),
                       client, time(r.refused->time_ns));
}

} // namespace

std::string report_json(const doctor_report& r) {
    std::string out = fmt::format(R"({{"time":{},"started":{},"read_only":{})", time(r.now_ns),
                                  time(r.started_ns), r.read_only);
    append_list(out, "findings", findings_of(r), finding_json);
    fmt::format_to(
        std::back_inserter(out), R"(,"reached":{{"host":{},"local":"{}","client":"{}","tls":{}}})",
        quoted(r.host), text::to_string(r.reached_at), text::to_string(r.client), r.is_secure);
    append_list(out, "targets", r.targets, target_json);
    append_list(out, "addresses", r.facts.addresses, address_json);
    append_list(out, "udp", r.facts.udp, [&](const udp_door& d) { return door_json(d, r); });
    append_list(out, "http", r.facts.http, url_json);
    fmt::format_to(std::back_inserter(out),
                   R"(,"asks_for_token":{},"received":{},"kernel_dropped":{},"rejected":{})",
                   r.facts.asks_for_token, r.received, r.kernel_dropped, r.rejected);
    append_list(out, "allow_udp", r.facts.allow_udp, quoted);
    out += ",\"last_rejected\":" + rejected_json(r);
    out += ",\"last_refused_request\":" + refused_json(r);
    append_list(out, "whole_machine", r.facts.machine, machine_json);
    append_list(out, "firewalls", r.facts.firewalls,
                [&](const firewall& f) { return firewall_json(f, r); });
    append_list(out, "around", r.facts.around,
                [&](surroundings s) { return place_json(place_of(s, r.ports)); });
    const std::string watch = watch_command(r.ports);
    out += ",\"watch\":" + (watch.empty() ? "null" : quoted(watch));
    return out + '}';
}

} // namespace gateway::web
