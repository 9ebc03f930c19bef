#include "loop/wakeup.hpp"

#include <doctest/doctest.h>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <chrono>
#include <deque>
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

loop::awaitable<void> wait_served(loop::wakeup& wakeup, asio::steady_timer& timer,
                                  const loop::wakeup::server& serve, int& woken) {
    co_await wakeup.wait(timer, never, serve);
    ++woken;
}

void work_for(std::chrono::microseconds time) {
    const auto until = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < until) continue;
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

TEST_CASE("wakeup: who is served sleeps on, until that is not enough") {
    asio::io_context io(1);
    loop::wakeup wakeup;
    asio::steady_timer one(io), two(io);
    int served = 0, woken = 0, woken_two = 0;
    bool enough = true;
    const loop::wakeup::server serve = [&](auto) { return ++served, enough; };
    const loop::wakeup::server always = [](auto) { return true; };
    asio::co_spawn(io, wait_served(wakeup, one, serve, woken), rethrow);
    asio::co_spawn(io, wait_served(wakeup, two, always, woken_two), rethrow);
    poll(io);
    for (int i = 1; i <= 3; ++i) {
        wakeup.notify();
        CHECK(served == i - 1); // not within what stores
        poll(io);
        CHECK(served == i);
    }
    CHECK(woken == 0);
    enough = false;
    wakeup.notify();
    poll(io);
    CHECK(woken == 1);
    wakeup.notify(); // it has left
    poll(io);
    CHECK(served == 4);
    CHECK(woken_two == 0);
    two.cancel();
    poll(io);
    CHECK(woken_two == 1);
    wakeup.notify(); // nobody is there
    poll(io);
}

TEST_CASE("wakeup: what is stored in one turn of the loop is one round") {
    asio::io_context io(1);
    loop::wakeup wakeup;
    asio::steady_timer timer(io);
    int served = 0, woken = 0;
    const loop::wakeup::server serve = [&](auto) { return ++served, true; };
    asio::co_spawn(io, wait_served(wakeup, timer, serve, woken), rethrow);
    poll(io);
    for (int i = 0; i < 10; ++i) wakeup.notify();
    poll(io);
    CHECK(served <= 2); // the second one where the first had begun
    const int before = served;
    poll(io);
    CHECK(served == before);
    timer.cancel();
    poll(io);
}

TEST_CASE("wakeup: a long round is divided into turns, and followed by as long a rest") {
    constexpr int count = 100;
    asio::io_context io(1);
    loop::wakeup wakeup;
    std::deque<asio::steady_timer> timers;
    int served = 0, woken = 0, seen_by_others = 0;
    const loop::wakeup::server serve = [&](auto) {
        work_for(std::chrono::microseconds{100});
        return ++served, true;
    };
    for (int i = 0; i < count; ++i) {
        asio::co_spawn(io, wait_served(wakeup, timers.emplace_back(io), serve, woken), rethrow);
    }
    poll(io);
    wakeup.notify();
    io.restart();
    io.run_one(); // a turn
    CHECK(served > 0);
    CHECK(served < count / 2);
    asio::post(io, [&] { seen_by_others = served; });
    timers.back().cancel(); // one leaves in the midst of the round
    while (served < count - 1) REQUIRE(io.run_one() == 1);
    const auto end = std::chrono::steady_clock::now();
    CHECK(seen_by_others < count / 2);
    CHECK(woken == 1);
    wakeup.notify();
    wakeup.notify();
    while (served < count) REQUIRE(io.run_one() == 1);
    CHECK(std::chrono::steady_clock::now() - end > 5ms);
    while (served < 2 * (count - 1)) REQUIRE(io.run_one() == 1);
    CHECK(io.run_for(100ms) == 1); // the end of the rest, and no third round
    CHECK(served == 2 * (count - 1));
    for (asio::steady_timer& timer : timers) timer.cancel();
    poll(io);
    CHECK(woken == count);
}
