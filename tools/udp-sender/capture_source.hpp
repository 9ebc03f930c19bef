#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "udp-sender/payload_source.hpp"
#include "udp-sender/pcap_reader.hpp"

namespace gateway::sender {

// The UDP payloads of a capture, each as long after the first as it was captured, divided by
// `speed`. A packet whose time lies before that of the one in front follows it at once. What holds
// no whole datagram is left out and counted.
class capture_source : public payload_source {
  public:
    capture_source(const std::string& path, double speed, std::optional<std::size_t> size);
    next_payload next(std::string& scratch, std::chrono::nanoseconds elapsed) override;
    std::string note() const override;

  private:
    bool find_next();
    std::chrono::nanoseconds due_time(std::chrono::nanoseconds captured_at);

    pcap_reader reader_;
    double speed_;
    std::optional<std::size_t> size_;
    std::string_view waiting_; // the next payload, in the reader's memory
    bool has_waiting_ = false;
    std::chrono::nanoseconds due_{0};
    std::optional<std::chrono::nanoseconds> first_time_;
    std::uint64_t fragments_ = 0;
    std::uint64_t cut_short_ = 0;
    std::uint64_t others_ = 0;
};

} // namespace gateway::sender
