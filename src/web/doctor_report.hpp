#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.hpp"
#include "web/doctor_facts.hpp"
#include "web/doctor_targets.hpp"
#include "web/refusal_record.hpp"
#include "web/site_context.hpp"

namespace gateway::web {

// One reason why nothing may be seen, or that it is none.
struct doctor_finding {
    enum class level : std::uint8_t { bad, warn, good } how;
    std::string text;
    std::string_view see; // the section of the page that says more
};
std::string_view level_name(doctor_finding::level level);

// All that the doctor knows at one instant; the page and the JSON say the same.
struct doctor_report {
    doctor_facts facts;
    std::vector<doctor_target> targets; // the best one first
    std::vector<std::uint16_t> ports;   // that devices send to
    std::int64_t now_ns = 0, started_ns = 0;
    bool read_only = false;
    std::uint64_t received = 0, rejected = 0, kernel_dropped = 0; // datagrams
    std::uint64_t newest = 0;                                     // event; 0: there is none
    std::int64_t newest_ns = 0;                                   // when it came
    std::string host;            // as the one who asks calls the gateway, made harmless
    bool is_secure = false;      // who asks does so through TLS
    endpoint client, reached_at; // who asks, and at which address of ours
    std::optional<refused_request> refused;

    // What devices may be given; null where there is nothing of that kind.
    const doctor_target* best() const;
};

// Brings the UDP figures up to date first.
doctor_report make_report(const site_context& context, const http::request& r,
                          const std::optional<refused_request>& refused);

// The worst first.
std::vector<doctor_finding> findings_of(const doctor_report& report);

std::string report_json(const doctor_report& report);

} // namespace gateway::web
