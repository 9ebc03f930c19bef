#pragma once

#include <asio/steady_timer.hpp>
#include <chrono>
#include <list>

#include "loop/tokens.hpp"

namespace gateway::loop {

// Wakes every coroutine that waits for the next event. One thread.
class wakeup {
  public:
    // Waits until notify(), until `timer` is cancelled by its owner, or until `until`. The timer
    // is the waiter's own, so that it can be woken alone as well.
    awaitable<void> wait(asio::steady_timer& timer, std::chrono::steady_clock::time_point until);

    // Costs nothing while nobody waits.
    void notify();

  private:
    class place;

    std::list<asio::steady_timer*> waiting_;
};

} // namespace gateway::loop
