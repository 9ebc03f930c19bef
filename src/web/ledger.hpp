#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "web/reader_list.hpp"
#include "web/site_context.hpp"

// The one catalogue of figures, which /api/v1/stats, /metrics and the page /ledger show.
namespace gateway::web {

struct figure {
    std::string_view group;  // of the JSON object: "udp"
    std::string_view name;   // in that group: "received"
    std::string_view metric; // of Prometheus; ends in _total where it only grows
    std::string_view help;
    std::uint64_t value;
};

// All figures as they stand, in the order of their groups. Brings the UDP figures up to date
// first, so that the ledger balances.
std::vector<figure> read_ledger(const site_context& context);

// {"uptime_s":..,"udp":{..},..,"streams":{"open":[..],..},..,"listeners":[..]}
std::string stats_json(const site_context& context, const reader_list& readers);

// Prometheus text exposition format, version 0.0.4.
std::string metrics_text(const site_context& context);
inline constexpr std::string_view metrics_type = "text/plain; version=0.0.4; charset=utf-8";

} // namespace gateway::web
