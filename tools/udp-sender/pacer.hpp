#pragma once

#include <chrono>
#include <cstdint>

namespace gateway::sender {

using steady_time = std::chrono::steady_clock::time_point;

// When datagrams are due at a fixed rate. The schedule is absolute: datagram k (from 0) is due
// k / rate seconds after the start, so a late wake-up is made good and the average holds. What is
// overdue by more than a second is given up, so that a stop of the machine is not followed by a
// flood. Reads no clock, so a test brings its own.
class pacer {
  public:
    // `rate` in datagrams a second, 1 to max_rate.
    static constexpr std::uint64_t max_rate = 1'000'000'000;
    pacer(std::uint64_t rate, steady_time start);

    // How many datagrams may go out at `now`.
    std::uint64_t due(steady_time now);

    // `count` of them went out, at most as many as were due.
    void issue(std::uint64_t count) { issued_ += count; }

    // When to wake up for the next ones where at most `remaining` are left: at low rates when the
    // next is due, at high rates when a quarter of a millisecond's worth is.
    steady_time wake_time(std::uint64_t remaining) const;

    // When the next datagram is due: the end of the last one's share of the time.
    steady_time next_due() const { return due_time(issued_); }

    // Nothing was there to be sent until `now`: what was due in the meantime is not made good.
    void idle_until(steady_time now);

  private:
    steady_time due_time(std::uint64_t index) const;

    std::uint64_t rate_;
    std::uint64_t quantum_;
    std::uint64_t issued_ = 0;
    steady_time start_;
};

} // namespace gateway::sender
