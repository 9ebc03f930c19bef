#pragma once

#include <algorithm>
#include <cstring>

#include "fuzz/fuzz.hpp"
#include "gateway/event.hpp"

namespace gateway::fuzz {

// The largest payload of a datagram over IPv4.
inline constexpr std::size_t max_payload = 65'507;

// An event as it could be stored: its payload is what stands at the input's front, everything else
// comes from its end. The views point into the input.
inline event take_event(input& in) {
    event e;
    e.seq = 1 + in.number<std::uint32_t>();
    e.time_ns = in.number<std::uint32_t>() * std::int64_t{1'000'000'000} +
                in.number<std::uint32_t>() % 1'000'000'000;
    const std::uint8_t kind = in.byte();
    e.via = static_cast<via>(kind % 4);
    for (endpoint* at : {&e.source, &e.local}) {
        at->port = in.number<std::uint16_t>();
        for (std::uint8_t& byte : at->address) byte = in.byte();
        if ((kind & 0x10) == 0) continue;
        std::memset(at->address.data(), 0, 10); // IPv4
        at->address[10] = at->address[11] = 0xff;
    }
    if ((kind & 0x20) != 0) e.source.scope = in.byte();
    if ((kind & 0x40) != 0) e.content_type = in.front(in.byte());
    if (e.via == via::capture) e.captured_s = in.number<std::uint32_t>();
    if (e.via == via::capture && (kind & 0x80) != 0) e.url = in.front(in.byte());
    e.payload = in.rest().substr(0, max_payload);
    return e;
}

} // namespace gateway::fuzz
