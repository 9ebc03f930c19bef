#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/event.hpp"
#include "net/udp_listener.hpp"

namespace gateway::net {

// A datagram that was sent from this machine to one of its own listeners.
struct self_datagram {
    endpoint from, to;
    std::int64_t sent_ns = 0; // UTC, when the kernel was asked to send it
    std::string error;        // not empty: why it was not sent
};

// Sends `payload` from a socket of its own: to the address that the listener is bound to, or over
// loopback where that is every address. A group is sent to on the interface with this index (0: the
// system's choice). Does not wait.
self_datagram send_to(const udp_listener& listener, unsigned group_interface,
                      std::string_view payload);

} // namespace gateway::net
