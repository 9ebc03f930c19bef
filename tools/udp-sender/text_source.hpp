#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "udp-sender/payload_source.hpp"
#include "udp-sender/payload_template.hpp"

namespace gateway::sender {

// The same bytes for ever, padded or cut once.
class fixed_source : public payload_source {
  public:
    fixed_source(std::string bytes, std::optional<std::size_t> size, char padding);
    next_payload next(std::string& scratch, std::chrono::nanoseconds elapsed) override;

  private:
    std::string bytes_;
};

// A template rendered for every datagram, for ever. Reads the system's clock for {time}.
class text_source : public payload_source {
  public:
    text_source(payload_template text, std::optional<std::size_t> size);
    next_payload next(std::string& scratch, std::chrono::nanoseconds elapsed) override;

  private:
    payload_template text_;
    std::optional<std::size_t> size_;
    std::uint64_t number_ = 0;
};

} // namespace gateway::sender
