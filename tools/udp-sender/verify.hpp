#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "udp-sender/gateway_client.hpp"
#include "udp-sender/payload_template.hpp"
#include "udp-sender/send_loop.hpp"

namespace gateway::sender {

// What a gateway got of the datagrams that were sent.
struct verify_report {
    enum class basis {
        number,  // each datagram was looked for by the number in its payload
        count,   // events were counted, by local port
        counters // only the gateway's counters were read
    };

    basis by = basis::counters;
    std::uint64_t sent = 0;
    std::uint64_t arrived = 0;                 // each datagram once
    std::uint64_t kernel_dropped = 0;          // by the kernel of the gateway's machine
    std::uint64_t rejected = 0;                // by the gateway's --allow-udp
    std::uint64_t missing = 0;                 // sent but not arrived, for whatever reason
    std::optional<std::uint64_t> duplicated;   // unset: can't be told
    std::optional<std::uint64_t> out_of_order; // unset: can't be told
    std::string note;                          // why `by` is not number, empty: it is
};

std::string_view name_of(verify_report::basis by); // "number", "count", "counters"

// Waits until the gateway has accounted for `sent` more datagrams than in `before`, or its
// counters have not moved for `patience`. Returns the last state.
gateway_stats wait_until_settled(const gateway_client& gateway, const gateway_stats& before,
                                 std::uint64_t sent, std::chrono::nanoseconds patience);

// Waits for the datagrams of `sent` and holds the gateway's events against them. `before` is the
// state in front of the sending, `numbered` the payloads' template where their numbers can be read
// back. Throws std::runtime_error where the gateway does not answer.
verify_report verify(const gateway_client& gateway, const gateway_stats& before,
                     const send_result& sent, std::optional<payload_template> numbered);

} // namespace gateway::sender
