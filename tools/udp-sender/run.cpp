#include "udp-sender/run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

#include "udp-sender/limit_search.hpp"
#include "udp-sender/send_loop.hpp"
#include "udp-sender/summary.hpp"
#include "udp-sender/verify.hpp"

namespace gateway::sender {
namespace {

// A plan that ends by itself: text, bytes and a file would go on for ever.
send_plan plan_of(const options& o) {
    const bool endless = o.payload != payload_kind::lines && o.payload != payload_kind::capture;
    send_plan plan{o.count, o.duration, o.rate};
    if (endless && !o.count && !o.duration) plan.count = 1;
    return plan;
}

std::unique_ptr<progress> progress_of(const options& o, const send_plan& plan) {
    if (o.quiet || ::isatty(STDERR_FILENO) == 0) return nullptr;
    return std::make_unique<progress>(plan.count, plan.duration, std::chrono::steady_clock::now());
}

// The template whose numbers can be found again in what arrives; unset: there is none.
std::optional<payload_template> numbering_of(const options& o, const send_result& sent) {
    if (o.payload != payload_kind::text) return std::nullopt;
    payload_template text(o.content);
    const std::uint64_t last = sent.total.sent + sent.total.unsent;
    if (!text.numbered(last, o.size)) return std::nullopt;
    return text;
}

constexpr int failed = 1;

int exit_status(const send_result& sent, const verify_report* report) {
    constexpr int by_signal = 128;
    if (report != nullptr && report->missing != 0) return failed;
    if (sent.total.unsent != 0) return failed;
    return sent.signal != 0 ? by_signal + sent.signal : 0;
}

send_result send_datagrams(const options& o, const socket_address& destination,
                           const std::string& interface, payload_source& source) {
    transmitter out(destination, interface, o.sources, o.gso);
    interrupt stop;
    const send_plan plan = plan_of(o);
    const std::unique_ptr<progress> shown = progress_of(o, plan);
    return send_loop(plan, source, out, stop, shown.get()).run();
}

void print_line(const std::string& line) {
    fmt::print("{}\n", line);
    std::fflush(stdout);
}

} // namespace

int run(const options& o) {
    const host_port target = *parse_host_port(o.destination);
    const std::unique_ptr<payload_source> source = open_payload_source(o);
    const socket_address destination = resolve(target, SOCK_DGRAM).front();
    std::optional<gateway_client> gateway;
    if (!o.verify_url.empty()) gateway.emplace(*parse_http_url(o.verify_url), target.port);
    if (o.find_limit) return search_limit(o, destination, target.interface, *source, *gateway);

    const gateway_stats before = gateway ? gateway->stats() : gateway_stats{};
    const send_result sent = send_datagrams(o, destination, target.interface, *source);
    const auto notes = notes_on(sent, endpoint_text(destination), source->note());
    if (!o.json) {
        print_line(summary_line(sent));
        for (const std::string& note : notes) print_line(note);
    }
    std::optional<verify_report> report;
    std::string failure = sent.failure;
    try {
        if (gateway) report = verify(*gateway, before, sent, numbering_of(o, sent));
    } catch (const std::runtime_error& e) {
        failure += (failure.empty() ? "" : "; ") + std::string(e.what());
    }
    if (o.json) {
        print_line(summary_json(sent, notes, report ? &*report : nullptr));
    } else if (report) {
        print_line(verify_line(*report));
    }
    if (!failure.empty()) {
        fmt::print(stderr, "udp-sender: {}\n", failure);
        return failed;
    }
    return exit_status(sent, report ? &*report : nullptr);
}

} // namespace gateway::sender
