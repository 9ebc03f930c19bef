#include "udp-sender/verify.hpp"

#include <algorithm>
#include <stdexcept>
#include <thread>

#include "udp-sender/arrivals.hpp"

namespace gateway::sender {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds poll_interval{20};
constexpr std::chrono::seconds patience{3};
constexpr std::chrono::milliseconds confirmation{200};

std::uint64_t accounted(const gateway_stats& before, const gateway_stats& now) {
    return now.received - before.received + now.kernel_dropped - before.kernel_dropped;
}

// Whether events behind `before` are gone: they may have been ours.
bool evicted_any(const gateway_stats& before, const gateway_stats& now) {
    return now.oldest > before.newest + 1;
}

gateway_stats stats_since(const gateway_client& gateway, const gateway_stats& before) {
    const gateway_stats now = gateway.stats();
    if (now.received < before.received || now.kernel_dropped < before.kernel_dropped ||
        now.rejected < before.rejected || now.newest < before.newest) {
        throw std::runtime_error("the gateway was restarted while it was being verified");
    }
    return now;
}

// What the gateway's answer is narrowed down to: all ports have the same address.
const std::string& source_of(const std::vector<port_ledger>& ports) {
    return ports.size() == 1 ? ports.front().endpoint : ports.front().ip;
}

// Reads the events behind `before` into `seen` until all of `sent` are accounted for. The counters
// speak of all senders, so ours may still be on their way when these say that all are in.
// Returns the state after the last look.
gateway_stats read_events(const gateway_client& gateway, const gateway_stats& before,
                          const send_result& sent, arrivals& seen) {
    gateway_stats now = wait_until_settled(gateway, before, sent.total.sent, patience);
    if (evicted_any(before, now)) return now; // too late to read them all
    std::uint64_t cursor = before.newest;
    steady_time last_progress = steady_clock::now();
    while (true) {
        const std::uint64_t had = seen.arrived();
        const std::uint64_t covered = now.newest;
        gateway.events_after(cursor, source_of(sent.ports), [&](const gateway_event& event) {
            cursor = std::max(cursor, event.seq);
            seen.add(event.source, event.payload);
        });
        cursor = std::max(cursor, covered);
        now = stats_since(gateway, before);
        if (seen.arrived() >= sent.total.sent) return now;
        if (accounted(before, now) < sent.total.sent || evicted_any(before, now)) return now;
        // The losses explain the rest where they are ours: a little later they still do.
        const std::uint64_t lost =
            now.kernel_dropped - before.kernel_dropped + now.rejected - before.rejected;
        const bool explained = seen.arrived() + lost >= sent.total.sent;
        const steady_time at = steady_clock::now();
        if (seen.arrived() != had) last_progress = at;
        if (at - last_progress > (explained ? confirmation : patience)) return now;
        std::this_thread::sleep_for(poll_interval);
    }
}

} // namespace

std::string_view name_of(verify_report::basis by) {
    switch (by) {
        case verify_report::basis::number:
            return "number";
        case verify_report::basis::count:
            return "count";
        case verify_report::basis::counters:
            break;
    }
    return "counters";
}

gateway_stats wait_until_settled(const gateway_client& gateway, const gateway_stats& before,
                                 std::uint64_t sent, std::chrono::nanoseconds limit) {
    gateway_stats now = stats_since(gateway, before);
    steady_time last_progress = steady_clock::now();
    while (accounted(before, now) < sent && steady_clock::now() - last_progress < limit) {
        std::this_thread::sleep_for(poll_interval);
        const std::uint64_t had = accounted(before, now);
        now = stats_since(gateway, before);
        if (accounted(before, now) != had) last_progress = steady_clock::now();
    }
    return now;
}

verify_report verify(const gateway_client& gateway, const gateway_stats& before,
                     const send_result& sent, std::optional<payload_template> numbered) {
    arrivals seen(sent.ports, std::move(numbered), sent.total.sent + sent.total.unsent);
    const gateway_stats after = read_events(gateway, before, sent, seen);

    verify_report report;
    report.sent = sent.total.sent;
    report.arrived = seen.arrived();
    report.kernel_dropped = after.kernel_dropped - before.kernel_dropped;
    report.rejected = after.rejected - before.rejected;
    if (report.arrived < report.sent && evicted_any(before, after)) {
        report.by = verify_report::basis::counters;
        report.arrived = std::min(report.sent, after.received - before.received - report.rejected);
        report.note =
            "the ring evicted events before they were read: told from the gateway's "
            "counters, which count all senders";
    } else if (seen.by_number()) {
        report.by = verify_report::basis::number;
        report.duplicated = seen.duplicated();
        report.out_of_order = seen.out_of_order();
    } else {
        report.by = verify_report::basis::count;
        report.duplicated = seen.duplicated();
        report.note = "the payloads carry no number: told from the counts of each local port";
    }
    report.missing = report.sent - std::min(report.sent, report.arrived);
    return report;
}

} // namespace gateway::sender
