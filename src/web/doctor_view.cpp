#include "web/doctor_view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "text/address.hpp"
#include "text/number.hpp"
#include "text/time.hpp"
#include "web/doctor_words.hpp"

namespace gateway::web {
namespace {

constexpr std::size_t shown_targets = 60;

constexpr std::array<std::string_view, 27> value_names{
    "time",           "started",         "host",           "reached",
    "client",         "encrypted",       "best",           "best_who",
    "best_why",       "best_reached",    "best_host",      "best_port",
    "more_targets",   "testable",        "token",          "rejected",
    "rejected_last",  "rejected_at",     "rejected_local", "rejected_why",
    "refused_status", "refused_request", "refused_why",    "refused_client",
    "refused_at",     "watch",           "read_only"};
constexpr std::array<std::string_view, 4> finding_columns{"how", "word", "text", "see"};
constexpr std::array<std::string_view, 5> target_columns{"target", "interface", "who", "reach",
                                                         "came"};
constexpr std::array<std::string_view, 3> choice_columns{"choice_host", "choice_port", "label"};
constexpr std::array<std::string_view, 9> door_columns{
    "udp", "bound", "alone", "asked", "granted", "command", "received", "dropped", "advice"};
constexpr std::array<std::string_view, 2> http_columns{"url", "how"};
constexpr std::array<std::string_view, 1> block_columns{"block"};
constexpr std::array<std::string_view, 5> machine_columns{"family", "in_errors", "full", "checksum",
                                                          "no_ports"};
constexpr std::array<std::string_view, 4> firewall_columns{"firewall", "is_on", "found", "open"};
constexpr std::array<std::string_view, 4> place_columns{"place", "hint", "first", "second"};

std::string second(std::int64_t ns) {
    std::string out;
    text::append_utc_second(out, ns / 1'000'000'000);
    return out;
}

std::string address_of(const endpoint& e) {
    std::string out;
    text::append_address(out, e);
    return out;
}

// Why it is the first of all.
std::string reason_for(const doctor_target& best) {
    if (best.is_way_out) {
        return fmt::format(
            "It comes first because {} is this machine's way out and nearly every "
            "device knows IPv4.",
            best.interface);
    }
    return best.reach == "machine" ? "Nothing that is bound can be reached from outside." : "";
}

// In the order of value_names.
std::array<std::string, 27> values_of(const doctor_report& r) {
    const doctor_target* const best = r.best();
    const auto& rejected = r.facts.last_rejected;
    const auto& refused = r.refused;
    const std::size_t more = r.targets.size() - std::min(r.targets.size(), shown_targets);
    return {
        second(r.now_ns),
        second(r.started_ns),
        r.host,
        text::to_string(r.reached_at),
        address_of(r.client),
        r.is_secure ? "yes" : "",
        best ? best->text : "",
        best ? best->who : "",
        best ? reason_for(*best) : "",
        best && best->is_reached ? "yes" : "",
        best ? best->host : "",
        best ? std::to_string(best->port) : "",
        more == 0 ? "" : text::grouped(more),
        r.facts.udp.empty() ? "" : "yes",
        r.facts.asks_for_token ? "yes" : "",
        r.rejected == 0 ? "" : text::grouped(r.rejected),
        rejected ? text::to_string(rejected->source) : "",
        rejected ? second(rejected->time_ns) : "",
        rejected ? text::to_string(rejected->local) : "",
        rejection_reason(r.facts),
        refused ? std::to_string(refused->status) : "",
        refused ? refused->request : "",
        refused ? refused->why : "",
        refused && refused->client ? text::to_string(*refused->client) : "",
        refused ? second(refused->time_ns) : "",
        watch_command(r.ports),
        r.read_only ? "yes" : "",
    };
}

void append(template_rows& rows, std::initializer_list<std::string_view> columns) {
    for (const std::string_view column : columns) rows.emplace_back(column);
}

template_rows finding_rows(const doctor_report& r) {
    using level = doctor_finding::level;
    template_rows rows;
    for (const doctor_finding& f : findings_of(r)) {
        const std::string_view word = f.how == level::bad    ? "Problem"
                                      : f.how == level::warn ? "Check"
                                                             : "Fine";
        append(rows, {level_name(f.how), word, f.text, f.see});
    }
    return rows;
}

template_rows target_rows(const doctor_report& r) {
    template_rows rows;
    for (std::size_t i = 0; i < std::min(r.targets.size(), shown_targets); ++i) {
        const doctor_target& t = r.targets[i];
        append(rows, {t.text, t.interface, t.who, t.reach, t.is_reached ? "yes" : ""});
    }
    return rows;
}

// What the snippets can be filled with, in the same order.
template_rows choice_rows(const doctor_report& r) {
    template_rows rows;
    std::size_t left = shown_targets;
    for (const doctor_target& t : r.targets) {
        if ((!t.is_for_devices() && t.reach != "machine") || left-- == 0) continue;
        const std::string label =
            t.interface.empty() ? t.text : fmt::format("{} ({})", t.text, t.interface);
        append(rows, {t.host, std::to_string(t.port), label});
    }
    return rows;
}

template_rows door_rows(const doctor_report& r) {
    template_rows rows;
    for (const udp_door& d : r.facts.udp) {
        append(rows,
               {d.name, reach_of(d, r.facts), is_loopback_only(d) ? "yes" : "",
                text::grouped(d.buffer_asked), text::grouped(d.buffer_granted), buffer_command(d),
                text::grouped(d.received), text::grouped(d.kernel_dropped), loss_advice(d)});
    }
    return rows;
}

template_rows http_rows(const doctor_report& r) {
    template_rows rows;
    for (const std::string& url : r.facts.http) {
        append(rows, {url, fmt::format("{}{}", is_tls(url) ? "with TLS" : "without TLS",
                                       is_local(url) ? ", from this machine only" : "")});
    }
    return rows;
}

template_rows machine_rows(const doctor_report& r) {
    template_rows rows;
    for (const udp_errors& m : r.facts.machine) {
        append(rows, {m.family, text::grouped(m.in_errors), text::grouped(m.receive_buffer_errors),
                      text::grouped(m.checksum_errors), text::grouped(m.no_ports)});
    }
    return rows;
}

template_rows firewall_rows(const doctor_report& r) {
    template_rows rows;
    for (const firewall& f : r.facts.firewalls) {
        append(rows, {f.name, f.is_on ? "yes" : "", f.found, open_commands(f, r.ports)});
    }
    return rows;
}

template_rows place_rows(const doctor_report& r) {
    template_rows rows;
    for (const surroundings s : r.facts.around) {
        const place p = place_of(s, r.ports);
        append(rows, {p.name, p.hint, p.command, p.second});
    }
    return rows;
}

} // namespace

constinit const std::array<std::string_view, 27> doctor_view::names{value_names};
constinit const std::array<template_list, 9> doctor_view::lists{{{"findings", finding_columns},
                                                                 {"targets", target_columns},
                                                                 {"choices", choice_columns},
                                                                 {"doors", door_columns},
                                                                 {"http", http_columns},
                                                                 {"blocks", block_columns},
                                                                 {"machine", machine_columns},
                                                                 {"firewalls", firewall_columns},
                                                                 {"places", place_columns}}};

doctor_view view_doctor(const doctor_report& report) {
    return {values_of(report),
            {finding_rows(report), target_rows(report), choice_rows(report), door_rows(report),
             http_rows(report), report.facts.allow_udp, machine_rows(report), firewall_rows(report),
             place_rows(report)}};
}

} // namespace gateway::web
