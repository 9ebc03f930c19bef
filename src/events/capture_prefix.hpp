#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "gateway/event.hpp"

// What a capture's record has in front of its payload, counted with it in the record's header:
// the time of the capture (8 bytes), the size of its URL (2 bytes), the URL. Nothing else in the
// ring knows that captures are special. Plain functions.
namespace gateway::events {

inline constexpr std::size_t max_captured_url = 65'535;
inline constexpr std::size_t capture_fields_size = sizeof(std::int64_t) + sizeof(std::uint16_t);

inline std::size_t capture_prefix_size(const event_fields& f) {
    return f.via == via::capture ? capture_fields_size + f.url.size() : 0;
}

// The URL is at most max_captured_url bytes long.
inline void write_capture_prefix(std::byte* at, const event_fields& f) {
    const auto url_size = static_cast<std::uint16_t>(f.url.size());
    std::memcpy(at, &f.captured_s, sizeof f.captured_s);
    std::memcpy(at + sizeof f.captured_s, &url_size, sizeof url_size);
    if (url_size != 0) std::memcpy(at + capture_fields_size, f.url.data(), url_size);
}

// Takes the prefix off the payload and fills captured_s and url; a payload that has none, as only a
// damaged file could, stays as it is.
inline void take_capture_prefix(event_fields& f) {
    if (f.payload.size() < capture_fields_size) return;
    std::uint16_t url_size = 0;
    std::memcpy(&url_size, f.payload.data() + sizeof f.captured_s, sizeof url_size);
    if (f.payload.size() - capture_fields_size < url_size) return;
    std::memcpy(&f.captured_s, f.payload.data(), sizeof f.captured_s);
    f.url = f.payload.substr(capture_fields_size, url_size);
    f.payload.remove_prefix(capture_fields_size + url_size);
}

} // namespace gateway::events
