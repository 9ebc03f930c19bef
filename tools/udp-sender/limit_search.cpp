#include "udp-sender/limit_search.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <stdexcept>

#include "udp-sender/find_limit.hpp"
#include "udp-sender/send_loop.hpp"
#include "udp-sender/summary.hpp"
#include "udp-sender/verify.hpp"

namespace gateway::sender {
namespace {

constexpr std::chrono::seconds default_trial{1};
constexpr std::chrono::seconds patience{1};

} // namespace

int search_limit(const options& o, const socket_address& destination, const std::string& interface,
                 payload_source& source, const gateway_client& gateway) {
    interrupt stop;
    const bool show_trials = !o.json && !o.quiet;
    std::size_t trials = 0;
    const auto run_trial = [&](std::optional<std::uint64_t> rate) -> std::optional<trial> {
        const gateway_stats before = gateway.stats();
        transmitter out(destination, interface, o.sources, o.gso);
        const send_plan plan{std::nullopt, o.duration.value_or(default_trial), rate};
        const send_result sent = send_loop(plan, source, out, stop, nullptr).run();
        if (stop.requested()) return std::nullopt;
        const gateway_stats after = wait_until_settled(gateway, before, sent.total.sent, patience);
        const std::uint64_t received = after.received - before.received;
        if (received == 0) {
            throw std::runtime_error(
                fmt::format("no datagram for {} reached that gateway", endpoint_text(destination)));
        }
        const std::uint64_t lost = received < sent.total.sent ? sent.total.sent - received : 0;
        const trial done{rate, sent.rate_achieved(), sent.total.sent, lost};
        if (show_trials) fmt::print("{}\n", trial_line(++trials, done));
        std::fflush(stdout);
        return done;
    };
    const throughput found = find_throughput(run_trial);
    fmt::print("{}\n", o.json ? limit_json(found) : limit_line(found));
    if (stop.signal_number() != 0) return 128 + stop.signal_number();
    return found.rate == 0 ? 1 : 0;
}

} // namespace gateway::sender
