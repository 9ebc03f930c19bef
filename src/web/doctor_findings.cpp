#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "text/address.hpp"
#include "text/number.hpp"
#include "text/time.hpp"
#include "web/doctor_report.hpp"
#include "web/doctor_words.hpp"

namespace gateway::web {
namespace {

using level = doctor_finding::level;
using findings = std::vector<doctor_finding>;

std::string second(std::int64_t ns) {
    std::string out;
    text::append_utc_second(out, ns / 1'000'000'000);
    return out;
}

std::string datagrams(std::uint64_t n) {
    return fmt::format("{} datagram{}", text::grouped(n), n == 1 ? "" : "s");
}

void judge_arrival(findings& out, const doctor_report& r) {
    if (r.read_only) {
        out.push_back({level::warn,
                       "This gateway only shows a ring file (--read-only): it listens for nothing.",
                       "bound"});
    } else if (r.facts.udp.empty()) {
        out.push_back({level::bad, "No UDP address is bound. Start with --udp :9999.", "bound"});
    } else if (r.received == 0) {
        out.push_back({level::warn,
                       fmt::format("No datagram has reached this program since it started at {}. "
                                   "Where the self-test works, look at the address that the device "
                                   "sends to, and at firewalls.",
                                   second(r.started_ns)),
                       "self-test"});
    } else {
        std::string text =
            fmt::format("{} reached this program since it started at {}",
                        r.received == 1 ? "1 datagram has" : datagrams(r.received) + " have",
                        second(r.started_ns));
        if (r.newest != 0) text += fmt::format("; the newest event is of {}", second(r.newest_ns));
        out.push_back({level::good, text + ".", "addresses"});
    }
}

void judge_doors(findings& out, const doctor_report& r) {
    const auto& doors = r.facts.udp;
    const auto alone = std::count_if(doors.begin(), doors.end(), is_loopback_only);
    if (alone != 0 && std::cmp_equal(alone, doors.size())) {
        out.push_back({level::bad,
                       fmt::format("Only programs on this machine can send to it: UDP is bound to "
                                   "{} alone. For devices, start with --udp :{}.",
                                   doors.front().name, doors.front().bound.port),
                       "bound"});
    }
    const auto is_usable = [](const doctor_target& t) { return t.is_for_devices(); };
    const bool usable = std::any_of(r.targets.begin(), r.targets.end(), is_usable);
    if (!usable && std::cmp_less(alone, doors.size())) {
        out.push_back({level::bad,
                       "No interface but loopback is up with an address that a listener takes: "
                       "there is no network.",
                       "addresses"});
    }
    const auto is_short = [](const udp_door& d) { return d.buffer_granted < d.buffer_asked; };
    if (std::any_of(doors.begin(), doors.end(), is_short)) {
        out.push_back({level::warn,
                       "The kernel grants a smaller receive buffer than was asked for: bursts may "
                       "be lost.",
                       "bound"});
    }
}

void judge_losses(findings& out, const doctor_report& r) {
    if (r.rejected != 0) {
        const bool all = r.rejected == r.received;
        const std::string_view rest = r.rejected == 1
                                          ? "was rejected: its source is not in --allow-udp."
                                          : "were rejected: their sources are not in --allow-udp.";
        out.push_back({all ? level::bad : level::warn,
                       fmt::format("{}{} {}", all && r.rejected != 1 ? "All " : "",
                                   datagrams(r.rejected), rest),
                       "turned-away"});
    }
    if (r.kernel_dropped != 0) {
        out.push_back({level::warn,
                       fmt::format("The kernel dropped {}: the receive buffer was full.",
                                   datagrams(r.kernel_dropped)),
                       "bound"});
    }
}

void judge_outside(findings& out, const doctor_report& r) {
    for (const firewall& f : r.facts.firewalls) {
        if (!f.is_on) continue;
        out.push_back({level::warn,
                       fmt::format("The firewall {} begins with this machine: it has to let the "
                                   "port in.",
                                   f.name),
                       "outside"});
    }
    for (const surroundings s : r.facts.around) {
        out.push_back({level::warn,
                       fmt::format("This is {}: the port has to be led in from outside.",
                                   place_of(s, r.ports).name),
                       "outside"});
    }
}

} // namespace

std::string_view level_name(level how) {
    return how == level::bad ? "bad" : how == level::warn ? "warn" : "good";
}

findings findings_of(const doctor_report& report) {
    findings found, sorted;
    judge_arrival(found, report);
    judge_doors(found, report);
    judge_losses(found, report);
    if (!report.read_only) judge_outside(found, report);
    for (const level how : {level::bad, level::warn, level::good}) {
        for (const doctor_finding& f : found) {
            if (f.how == how) sorted.push_back(f);
        }
    }
    return sorted;
}

} // namespace gateway::web
