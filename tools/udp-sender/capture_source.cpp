#include "udp-sender/capture_source.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "udp-sender/packet.hpp"

namespace gateway::sender {

using std::chrono::nanoseconds;

capture_source::capture_source(const std::string& path, double speed,
                               std::optional<std::size_t> size)
    : reader_(path), speed_(speed), size_(size) {}

next_payload capture_source::next(std::string& scratch, nanoseconds elapsed) {
    if (!has_waiting_ && !find_next()) return next_payload::none();
    if (due_ > elapsed) return next_payload::at(due_);
    has_waiting_ = false;
    scratch.assign(waiting_);
    if (size_) scratch.resize(*size_, padding(payload_kind::capture));
    return next_payload::ready(scratch);
}

bool capture_source::find_next() {
    while (const auto captured = reader_.next()) {
        const packet found = find_datagram(reader_.link_type(), captured->bytes);
        switch (found.kind) {
            case packet_kind::udp:
                if (found.payload.size() > max_payload) break;
                waiting_ = found.payload;
                due_ = std::max(due_, due_time(captured->time));
                return has_waiting_ = true;
            case packet_kind::fragment:
                ++fragments_;
                continue;
            case packet_kind::cut_short:
                ++cut_short_;
                continue;
            case packet_kind::other:
                break;
        }
        ++others_;
    }
    return false;
}

nanoseconds capture_source::due_time(nanoseconds captured_at) {
    // A century: longer than anybody waits, and far from the limit of 64 bits.
    constexpr double longest_ns = 3.2e18;
    if (!first_time_) first_time_ = captured_at;
    const auto gap = static_cast<double>((captured_at - *first_time_).count());
    return nanoseconds{static_cast<std::int64_t>(std::clamp(gap / speed_, 0.0, longest_ns))};
}

std::string capture_source::note() const {
    if (fragments_ + cut_short_ + others_ == 0) return {};
    return fmt::format(
        "left out of the capture: {} IP fragments, {} packets cut short, {} without UDP",
        fragments_, cut_short_, others_);
}

} // namespace gateway::sender
