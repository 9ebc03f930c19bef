#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "web/site_context.hpp"

namespace gateway::web {

// The gateway sends itself one datagram for each of its listeners, and looks how far each comes.
// They are events like any other, and nothing answers them. One test at a time; a plain object that
// is looked at when somebody asks.
class self_test {
  public:
    // What a look finds; until then, and at most for `patience`, a datagram is waited for.
    enum class state : std::uint8_t { waiting, stored, rejected, dropped, missing, unsent };
    static constexpr std::chrono::seconds patience{2};

    explicit self_test(const site_context& context) : context_(context) {}

    // Sends them, unless a test is under way: then it is false, and nothing is sent.
    bool begin();

    // Looks where they are now. Reads no more of the ring than a turn's worth.
    void look();

    // As it was seen last: {"id":..,"running":..,"text":..,"patience_ms":..,"listeners":[..]}
    std::string json() const;

  private:
    struct trial {
        sent_to_self sent;
        std::uint64_t dropped_before = 0; // by the kernel, at its listener
        state now = state::waiting;
        std::uint64_t seq = 0;        // where it is stored
        std::int64_t received_ns = 0; // by the kernel
        std::int64_t stored_ns = 0;   // not later than this
    };

    bool is_running() const;
    bool find_stored();
    void give_up();
    void append(std::string& out, const trial& t) const;

    const site_context& context_;
    std::uint64_t id_ = 0;
    std::string text_;
    std::chrono::steady_clock::time_point until_;
    std::uint64_t rejected_before_ = 0;
    std::uint64_t seen_ = 0; // events up to this one have been looked at
    std::uint64_t last_ = 0; // the newest one at the first look behind the patience; 0: not yet
    std::vector<trial> trials_;
};

} // namespace gateway::web
