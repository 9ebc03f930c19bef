#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "udp-sender/pacer.hpp"

namespace gateway::sender {

// One line of progress: a bar where the end is known, what was sent and how fast, what is left.
// `done` is the part that is done, 0 to 1; unset where nobody knows.
std::string progress_line(std::optional<double> done, std::uint64_t sent,
                          std::chrono::duration<double> elapsed);

// Shows that line on standard error, ten times a second from the first second on, and wipes it at
// the end. For a terminal: the caller makes one only where standard error is one.
class progress {
  public:
    // The sending ends at `count` datagrams or after `duration`, whichever comes first.
    progress(std::optional<std::uint64_t> count, std::optional<std::chrono::nanoseconds> duration,
             steady_time start);
    ~progress();
    progress(const progress&) = delete;
    progress& operator=(const progress&) = delete;

    void update(steady_time now, std::uint64_t sent);

  private:
    std::optional<double> done(std::chrono::nanoseconds elapsed, std::uint64_t sent) const;

    const std::optional<std::uint64_t> count_;
    const std::optional<std::chrono::nanoseconds> duration_;
    const steady_time start_;
    steady_time next_;
    bool shown_ = false;
};

} // namespace gateway::sender
