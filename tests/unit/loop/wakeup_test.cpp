#include "loop/wakeup.hpp"

#include <doctest/doctest.h>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <chrono>
#include <exception>

using namespace gateway;
using namespace std::chrono_literals;

namespace {

constexpr auto never = std::chrono::steady_clock::time_point::max();

loop::awaitable<void> wait_once(loop::wakeup& wakeup, asio::steady_timer& timer,
                                std::chrono::steady_clock::time_point until, int& woken) {
    co_await wakeup.wait(timer, until);
    ++woken;
}

// Runs all that is ready; a loop that has run out of work has to be told to begin again.
void poll(asio::io_context& io) {
    io.restart();
    io.poll();
}

void rethrow(std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
}

} // namespace

TEST_CASE("wakeup: notify wakes all who wait and nobody later") {
    asio::io_context io(1);
    loop::wakeup wakeup;
    asio::steady_timer one(io), two(io), late(io);
    int woken = 0, woken_late = 0;
    wakeup.notify(); // nobody is there
    asio::co_spawn(io, wait_once(wakeup, one, never, woken), rethrow);
    asio::co_spawn(io, wait_once(wakeup, two, never, woken), rethrow);
    poll(io);
    CHECK(woken == 0);
    wakeup.notify();
    poll(io);
    CHECK(woken == 2);
    asio::co_spawn(io, wait_once(wakeup, late, never, woken_late), rethrow);
    poll(io);
    CHECK(woken_late == 0);
    wakeup.notify();
    poll(io);
    CHECK(woken_late == 1);
}

TEST_CASE("wakeup: a wait ends at its time or when its own timer is cancelled") {
    asio::io_context io(1);
    loop::wakeup wakeup;
    asio::steady_timer one(io), two(io);
    int timed = 0, cancelled = 0;
    asio::co_spawn(io, wait_once(wakeup, one, std::chrono::steady_clock::now() + 1ms, timed),
                   rethrow);
    asio::co_spawn(io, wait_once(wakeup, two, never, cancelled), rethrow);
    poll(io);
    two.cancel();
    io.run();
    CHECK(timed == 1);
    CHECK(cancelled == 1);
    wakeup.notify(); // both have left
    poll(io);
    CHECK(timed == 1);
}
