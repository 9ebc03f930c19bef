#include "web/ledger_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "text/address.hpp"
#include "text/number.hpp"
#include "text/time.hpp"

namespace gateway::web {
namespace {

// A part of the flow. `look` is the name of its pattern in ledger.html.
struct part {
    std::string_view figure; // "group.name"
    std::string_view look, label, note;
};

constexpr std::array<part, 6> arrived{{
    {"balance.accepted", "flow", "By UDP", "became events"},
    {"balance.over_http", "web", "Over HTTP", "posts, visits, captures"},
    {"kafka.read", "topic", "From Kafka", "of other gateways"},
    {"balance.earlier", "old", "From before", "in the ring file at the start"},
    {"udp.rejected", "refused", "Rejected", "not in --allow-udp"},
    {"udp.kernel_dropped", "lost", "Kernel dropped", "the receive buffer was full"},
}};
constexpr std::size_t stored_parts = 4; // of those, the first ones are stored

constexpr std::array<part, 2> kept{{
    {"ring.held", "held", "Held", "in the ring now"},
    {"ring.evicted", "gone", "Evicted", "made room for newer ones"},
}};
constexpr std::array<part, 2> streamed{{
    {"streams.delivered", "flow", "Delivered", "written to live streams"},
    {"streams.skipped", "lost", "Skipped", "evicted before a reader had got to them"},
}};
constexpr std::array<part, 5> kafka{{
    {"kafka.sent", "", "Sent", "given to the producer, again ones too"},
    {"kafka.acked", "held", "Acknowledged", "by a broker"},
    {"kafka.failed", "refused", "Failed", "nothing that Kafka takes"},
    {"kafka.behind", "web", "Behind", "not acknowledged yet"},
    {"kafka.skipped", "lost", "Skipped", "evicted before they were sent"},
}};
constexpr std::array<part, 4> numbered{{
    {"sequence.missing", "lost", "Missing", "numbers that never came"},
    {"sequence.duplicated", "", "Duplicated", "numbers that came again"},
    {"sequence.reordered", "", "Reordered", "came behind a higher number"},
    {"sequence.restarts", "", "Restarts", "devices that began anew"},
}};

constexpr std::array<std::string_view, 8> part_columns{"figure", "look", "label", "note",
                                                       "count",  "some", "x",     "width"};
constexpr std::array<std::string_view, 4> stream_columns{"client", "since", "delivered", "skipped"};

std::uint64_t value_of(std::span<const figure> figures, std::string_view name) {
    const auto at = std::find_if(figures.begin(), figures.end(), [&](const figure& f) {
        return name.starts_with(f.group) && name.substr(f.group.size() + 1) == f.name;
    });
    return at == figures.end() ? 0 : at->value;
}

// The columns of each part; where its bar ends.
template <std::size_t Size>
std::vector<bar_part> append_parts(template_rows& rows, const std::array<part, Size>& parts,
                                   std::span<const figure> figures, double to) {
    std::array<std::uint64_t, Size> drawn{};
    for (std::size_t i = 0; i < Size; ++i) {
        if (!parts[i].look.empty()) drawn[i] = value_of(figures, parts[i].figure);
    }
    std::vector<bar_part> bar = place_parts(drawn, to);
    for (std::size_t i = 0; i < Size; ++i) {
        const std::uint64_t value = value_of(figures, parts[i].figure);
        for (const std::string_view text :
             {parts[i].figure, parts[i].look, parts[i].label, parts[i].note}) {
            rows.emplace_back(text);
        }
        rows.push_back(text::grouped(value));
        rows.emplace_back(value == 0 ? "" : "some");
        rows.push_back(fmt::format("{:.3f}", bar[i].x));
        rows.push_back(fmt::format("{:.3f}", bar[i].width));
    }
    return bar;
}

void append_streams(template_rows& rows, const reader_list& readers) {
    for (const stream_reader* r : readers.first()) {
        rows.push_back(text::to_string(r->client));
        text::append_utc_second(rows.emplace_back(), r->since_ns / 1'000'000'000);
        rows.push_back(text::grouped(r->delivered));
        rows.push_back(text::grouped(r->skipped));
    }
}

// ledger-page.js says the same.
std::string verdict(std::uint64_t unexplained) {
    if (unexplained == 0) {
        return "The ledger balances: all that came in is stored, and all that was stored is held "
               "or "
               "evicted.";
    }
    return fmt::format("The ledger does not balance: it is off by {} event{}.",
                       text::grouped(unexplained), unexplained == 1 ? "" : "s");
}

} // namespace

constinit const std::array<std::string_view, 6> ledger_view::names{
    "time", "verdict", "balanced", "arrived_total", "stored_total", "more_streams"};
constinit const std::array<template_list, 6> ledger_view::lists{{{"arrived", part_columns},
                                                                 {"kept", part_columns},
                                                                 {"streamed", part_columns},
                                                                 {"kafka", part_columns},
                                                                 {"numbered", part_columns},
                                                                 {"streams", stream_columns}}};

std::vector<bar_part> place_parts(std::span<const std::uint64_t> values, double to) {
    constexpr double visible = 0.6;
    const auto some = static_cast<double>(
        values.size() - static_cast<std::size_t>(std::count(values.begin(), values.end(), 0U)));
    const auto sum = std::accumulate(values.begin(), values.end(), 0.0);
    const double least = some == 0 ? 0 : std::min(visible, to / some / 2);
    double from = 0;
    std::vector<bar_part> bar;
    for (const std::uint64_t value : values) {
        const double share = value == 0 ? 0 : static_cast<double>(value) / sum;
        const double width = value == 0 ? 0 : least + (to - least * some) * share;
        bar.push_back({from, width});
        from += width;
    }
    return bar;
}

ledger_view view_ledger(std::span<const figure> figures, const reader_list& readers,
                        std::int64_t now_ns) {
    ledger_view view;
    const auto bar = append_parts(view.rows[0], arrived, figures, 100);
    append_parts(view.rows[1], kept, figures, bar[stored_parts].x);
    append_parts(view.rows[2], streamed, figures, 100);
    append_parts(view.rows[3], kafka, figures, 100);
    append_parts(view.rows[4], numbered, figures, 100);
    append_streams(view.rows[5], readers);
    const std::uint64_t unexplained = value_of(figures, "balance.unexplained");
    text::append_utc_second(view.values[0], now_ns / 1'000'000'000);
    view.values[1] = verdict(unexplained);
    view.values[2] = unexplained == 0 ? "yes" : "";
    view.values[3] = text::grouped(value_of(figures, "balance.arrived"));
    view.values[4] = text::grouped(value_of(figures, "ring.stored"));
    if (readers.size() > reader_list::shown) {
        view.values[5] = text::grouped(readers.size() - reader_list::shown);
    }
    return view;
}

} // namespace gateway::web
