#pragma once

#include <asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <list>

#include "loop/tokens.hpp"

namespace gateway::loop {

// Wakes every coroutine that waits for the next event. One thread.
//
// Many readers of the same may be served without being resumed: each notify() begins a round in
// which their functions are called, one after the other, in turns of a millisecond. A round that
// took longer than a turn is followed by a rest of as much time: what is stored meanwhile goes out
// together in the next one, and at least half of the time is left for others.
class wakeup {
  public:
    using time_point = std::chrono::steady_clock::time_point;
    // Does what there is to do for one who waits; false: it has to be resumed. Must not throw, nor
    // begin or end a wait.
    using server = std::function<bool(time_point now)>;

    // Waits until notify(), until `timer` is cancelled by its owner, or until `until`. The timer
    // is the waiter's own, so that it can be woken alone as well.
    awaitable<void> wait(asio::steady_timer& timer, time_point until);

    // The same, but each notify() has `serve` called, which ends the wait only where it says false.
    awaitable<void> wait(asio::steady_timer& timer, time_point until, const server& serve);

    // Costs nothing while nobody waits.
    void notify();

  private:
    struct waiter {
        asio::steady_timer& timer;
        const server* serve; // or null
    };
    using list = std::list<waiter>;
    class place;

    void begin_round();
    void serve_some();
    void end_round();
    void go_on(std::chrono::nanoseconds rest, void (wakeup::*next)());

    list waiting_; // to be resumed
    list served_;
    list::iterator next_ = served_.end(); // in a round: who comes next
    std::chrono::nanoseconds spent_{0};   // in this round
    bool is_busy_ = false;                // a round has begun and its rest is not over
    bool is_notified_ = false;            // meanwhile
};

} // namespace gateway::loop
