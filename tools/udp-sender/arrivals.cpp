#include "udp-sender/arrivals.hpp"

#include <algorithm>

namespace gateway::sender {
namespace {

// "[fe80::1%2]:5000" without its scope, which is a number of the machine that shows it.
std::string without_scope(std::string_view endpoint) {
    std::string plain(endpoint);
    const std::size_t percent = plain.find('%');
    if (percent != std::string::npos) plain.erase(percent, plain.find(']', percent) - percent);
    return plain;
}

} // namespace

arrivals::arrivals(const std::vector<port_ledger>& ports, std::optional<payload_template> numbered,
                   std::uint64_t last)
    : numbered_(std::move(numbered)), last_(last) {
    for (const port_ledger& port : ports) ports_[port.endpoint].sent = port.sent;
}

void arrivals::add(std::string_view source, std::string_view payload) {
    const auto found = ports_.find(without_scope(source));
    if (found == ports_.end()) return;
    port_state& port = found->second;
    if (numbered_) {
        const auto number = numbered_->number_in(payload);
        if (number && *number >= 1 && *number <= last_) add_number(port, *number);
        return;
    }
    ++(port.arrived < port.sent ? arrived_ : duplicated_);
    ++port.arrived;
}

void arrivals::add_number(port_state& port, std::uint64_t number) {
    if (number >= seen_.size()) seen_.resize(std::max(number + 1, seen_.size() * 2));
    if (seen_[number]) {
        ++duplicated_;
        return;
    }
    seen_[number] = true;
    ++arrived_;
    if (number < port.highest) ++out_of_order_;
    port.highest = std::max(port.highest, number);
}

} // namespace gateway::sender
