#pragma once

#include <string>

#include "udp-sender/address.hpp"
#include "udp-sender/gateway_client.hpp"
#include "udp-sender/options.hpp"
#include "udp-sender/payload_source.hpp"

namespace gateway::sender {

// --find-limit: makes the trials (see find_limit.hpp), each --duration or a second long, reads the
// losses from the gateway's counters and prints the result. Nothing else may send to that gateway
// meanwhile. Returns the exit status; throws std::runtime_error where nothing arrives at all.
int search_limit(const options& o, const socket_address& destination, const std::string& interface,
                 payload_source& source, const gateway_client& gateway);

} // namespace gateway::sender
