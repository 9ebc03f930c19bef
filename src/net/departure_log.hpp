#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

namespace spdlog {
class logger;
}

namespace gateway::net {

// Tells of clients that did not wait for the end of a long answer (status 499, as nginx calls it):
// of the first few in a while with a line each, of the others with their number. Clients that come
// and leave by the thousand fill no log.
class departure_log {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    explicit departure_log(spdlog::logger& log) : log_(log) {}

    // `what` was asked for ("GET /run/x", any bytes), `why` it ended, after `lasted`.
    void add(std::string_view what, std::string_view why, time_point::duration lasted,
             time_point now);

    // Tells of those that have not been told of, when that while is over. Called now and then.
    void sweep(time_point now);
    bool has_untold() const { return untold_ != 0; }
    void flush();

  private:
    spdlog::logger& log_;
    time_point ends_; // of the while
    unsigned told_ = 0;
    std::uint64_t untold_ = 0;
};

} // namespace gateway::net
