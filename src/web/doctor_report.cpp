#include "web/doctor_report.hpp"

#include <utility>

#include "text/escape.hpp"
#include "web/doctor_words.hpp"

namespace gateway::web {
namespace {

constexpr std::size_t shown_host = 255;

} // namespace

const doctor_target* doctor_report::best() const {
    if (targets.empty()) return nullptr;
    const doctor_target& first = targets.front();
    return first.is_for_devices() || first.reach == "machine" ? &first : nullptr;
}

doctor_report make_report(const site_context& context, const http::request& r,
                          const std::optional<refused_request>& refused) {
    context.catch_up();
    doctor_report report;
    report.facts = context.doctor.examine();
    report.targets = targets_of(report.facts, r.local);
    report.ports = device_ports(report.facts);
    report.now_ns = context.now_ns();
    report.started_ns = context.started_ns;
    report.read_only = context.store.read_only;
    report.received = context.counts.udp_received;
    report.rejected = context.counts.udp_rejected;
    report.kernel_dropped = context.counts.udp_kernel_dropped;
    if (const auto newest = context.store.ring.find(context.store.ring.newest())) {
        report.newest = newest->seq;
        report.newest_ns = newest->time_ns;
    }
    report.host = text::printable(r.host.substr(0, shown_host));
    report.is_secure = r.secure;
    report.client = r.client;
    report.reached_at = r.local;
    report.refused = refused;
    return report;
}

} // namespace gateway::web
