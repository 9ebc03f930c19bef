#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "udp-sender/file_descriptor.hpp"
#include "udp-sender/payload_source.hpp"

namespace gateway::sender {

// One payload a line of a file or a pipe, as the lines come; without its \n or \r\n. A last line
// without an end counts, an empty line is an empty payload. Holds one line and one read at most:
// a line that no datagram holds is an error, also where --size would cut it.
class line_source : public payload_source {
  public:
    line_source(file_descriptor input, std::optional<std::size_t> size);
    next_payload next(std::string& scratch, std::chrono::nanoseconds elapsed) override;

  private:
    next_payload give(std::string& scratch, std::size_t end, std::size_t next);
    [[noreturn]] void fail_too_long() const;
    bool readable() const;
    void read_more();

    file_descriptor input_;
    std::optional<std::size_t> size_;
    std::string buffer_;       // read, not given out yet, from offset_ on
    std::size_t offset_ = 0;   // where the next line begins
    std::size_t searched_ = 0; // no line end before this
    std::uint64_t lines_ = 0;  // given out
    bool at_end_ = false;
};

} // namespace gateway::sender
