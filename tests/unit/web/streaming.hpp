#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "web/live_stream.hpp"

// What the tests of live streams share.
namespace gateway::tests {

constexpr web::live_stream::time_point start{std::chrono::hours{1}};

// A ring, the hub, and streams over them.
struct streaming {
    event_ring ring{1 << 20};
    web::live_hub hub;
    counters counts;

    void append(std::string_view payload) {
        event_fields fields;
        fields.payload = payload;
        REQUIRE(ring.append(fields) != 0);
    }

    // Starts behind the event `cursor`.
    web::live_stream stream(std::uint64_t cursor, events::event_filter filter = {},
                            web::event_format format = web::event_format::sse) {
        return {ring,
                hub,
                counts,
                std::move(filter),
                cursor,
                [] { return start; },
                {},
                0,
                web::stream_form_of(format)};
    }
};

// What a stream sends, as long as it has something.
inline std::string sent(web::live_stream& stream, web::live_stream::time_point now = start) {
    std::string out;
    while (stream.produce(out, now) == http::body_stream::progress::more) continue;
    stream.written();
    return out;
}

} // namespace gateway::tests
