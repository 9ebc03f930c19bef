#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "gateway/config.hpp"
#include "gateway/counters.hpp"
#include "http/handler.hpp"
#include "loop/wakeup.hpp"
#include "net/departure_log.hpp"
#include "net/look_round.hpp"

namespace spdlog {
class logger;
}

namespace gateway::net {

// What the connections of a server share. One thread; has to outlive them.
struct http_context {
    http_context(asio::io_context& io, http_options o, http::handler& h, counters& c,
                 loop::wakeup& s, spdlog::logger& l)
        : options(std::move(o)),
          handler(h),
          counts(c),
          stored(s),
          log(l),
          departures(l),
          looks(io) {}

    http_options options;
    http::handler& handler;
    counters& counts;
    loop::wakeup& stored; // notified when an event was stored
    spdlog::logger& log;
    departure_log departures;
    look_round looks;

    // Every connection reads into `input` and renders into `output`, and is done with both before
    // it waits: a connection that is idle owns no buffer.
    std::array<char, 65'536> input;
    std::string output;

    // Bytes of answers larger than a stream's part that their readers have not taken yet.
    std::size_t large_unwritten = 0;

    // Bytes of requests that have not come whole.
    std::size_t unfinished = 0;

    // The Date field's value, rendered anew when the second changes.
    const std::string& date();

  private:
    std::int64_t date_second_ = 0;
    std::string date_;
};

} // namespace gateway::net
