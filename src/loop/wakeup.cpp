#include "loop/wakeup.hpp"

namespace gateway::loop {

// A coroutine that waits may be destroyed instead of resumed, and leaves all the same.
class wakeup::place {
  public:
    place(std::list<asio::steady_timer*>& waiting, asio::steady_timer& timer)
        : waiting_(waiting), at_(waiting.insert(waiting.end(), &timer)) {}
    place(const place&) = delete;
    place& operator=(const place&) = delete;
    ~place() { waiting_.erase(at_); }

  private:
    std::list<asio::steady_timer*>& waiting_;
    std::list<asio::steady_timer*>::iterator at_;
};

awaitable<void> wakeup::wait(asio::steady_timer& timer,
                             std::chrono::steady_clock::time_point until) {
    timer.expires_at(until);
    const place here{waiting_, timer};
    co_await timer.async_wait(result);
}

void wakeup::notify() {
    for (asio::steady_timer* timer : waiting_) timer->cancel();
}

} // namespace gateway::loop
