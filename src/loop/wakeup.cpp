#include "loop/wakeup.hpp"

#include <asio/post.hpp>
#include <exception>
#include <memory>
#include <utility>

namespace gateway::loop {
namespace {

constexpr std::chrono::milliseconds turn{1};
using steady_timer =
    asio::basic_waitable_timer<std::chrono::steady_clock,
                               asio::wait_traits<std::chrono::steady_clock>, executor>;

// How many are served between two looks at the clock.
constexpr unsigned between_looks = 16;

} // namespace

// A coroutine that waits may be destroyed instead of resumed, and leaves all the same.
class wakeup::place {
  public:
    place(wakeup& owner, asio::steady_timer& timer, const server* serve)
        : owner_(owner),
          list_(serve == nullptr ? owner.waiting_ : owner.served_),
          at_(list_.insert(list_.end(), waiter{timer, serve})) {}
    place(const place&) = delete;
    place& operator=(const place&) = delete;
    ~place() {
        if (owner_.next_ == at_) ++owner_.next_;
        list_.erase(at_);
    }

  private:
    wakeup& owner_;
    list& list_;
    list::iterator at_;
};

awaitable<void> wakeup::wait(asio::steady_timer& timer, time_point until) {
    timer.expires_at(until);
    const place here{*this, timer, nullptr};
    co_await timer.async_wait(result);
}

awaitable<void> wakeup::wait(asio::steady_timer& timer, time_point until, const server& serve) {
    timer.expires_at(until);
    const place here{*this, timer, &serve};
    co_await timer.async_wait(result);
}

void wakeup::notify() {
    for (const waiter& w : waiting_) w.timer.cancel();
    if (served_.empty()) return;
    if (std::exchange(is_busy_, true)) {
        is_notified_ = true;
    } else {
        go_on({}, &wakeup::begin_round);
    }
}

void wakeup::begin_round() {
    is_notified_ = false;
    spent_ = {};
    next_ = served_.begin();
    serve_some();
}

// One turn.
void wakeup::serve_some() {
    const time_point begin = std::chrono::steady_clock::now();
    time_point now = begin;
    for (unsigned count = 1; next_ != served_.end() && now - begin < turn; ++count) {
        const waiter& w = *next_++;
        if (!(*w.serve)(now)) w.timer.cancel();
        if (count % between_looks == 0) now = std::chrono::steady_clock::now();
    }
    spent_ += std::chrono::steady_clock::now() - begin;
    if (next_ != served_.end()) return go_on({}, &wakeup::serve_some);
    if (spent_ > turn) return go_on(spent_, &wakeup::end_round);
    end_round();
}

void wakeup::end_round() {
    is_busy_ = false;
    if (is_notified_) notify();
}

// Calls `next` behind what is ready now and a rest; there is somebody to be served.
void wakeup::go_on(std::chrono::nanoseconds rest, void (wakeup::*next)()) {
    try {
        auto& io = static_cast<asio::io_context&>(served_.front().timer.get_executor().context());
        if (rest.count() == 0) return asio::post(io, [this, next] { (this->*next)(); });
        const auto timer = std::make_shared<steady_timer>(io.get_executor(), rest);
        timer->async_wait([this, timer, next](asio::error_code) { (this->*next)(); });
    } catch (const std::exception&) { // no memory: each one for itself
        is_busy_ = false;
        for (const waiter& w : served_) w.timer.cancel();
    }
}

} // namespace gateway::loop
