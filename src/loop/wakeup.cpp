#include "loop/wakeup.hpp"

namespace gateway::loop {

awaitable<void> wakeup::wait(asio::steady_timer& timer,
                             std::chrono::steady_clock::time_point until) {
    timer.expires_at(until);
    const auto place = waiting_.insert(waiting_.end(), &timer);
    co_await timer.async_wait(result);
    waiting_.erase(place);
}

void wakeup::notify() {
    for (asio::steady_timer* timer : waiting_) timer->cancel();
}

} // namespace gateway::loop
