#include "loop/tokens.hpp"

#include <doctest/doctest.h>

#include <asio/co_spawn.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <exception>
#include <new>
#include <vector>

using namespace gateway;

namespace {

void rethrow(std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
}

// Runs a coroutine on a loop of its own to its end.
template <class Make>
void run(Make make) {
    asio::io_context io(1);
    asio::post(io, [&] { asio::co_spawn(io, make(io), rethrow); });
    io.run();
}

// An operation that can't begin.
auto fail_to_begin() {
    return asio::async_initiate<const loop::result_token, void(asio::error_code, std::size_t)>(
        [](auto&&) { throw std::bad_alloc{}; }, loop::result);
}

// One that can't either, and has taken what would resume its coroutine.
auto lose_handler() {
    return asio::async_initiate<const loop::result_token, void(asio::error_code)>(
        [](auto handler) {
            const auto taken = std::move(handler);
            throw std::bad_alloc{};
        },
        loop::result);
}

struct at_end {
    bool& ended;
    ~at_end() { ended = true; }
};

loop::awaitable<void> fail_twice(std::vector<asio::error_code>& seen) {
    for (int i = 0; i < 2; ++i) {
        const auto [ec, n] = co_await fail_to_begin();
        seen.push_back(ec);
        CHECK(n == 0);
    }
}

loop::awaitable<void> be_lost(bool& destroyed, bool& resumed) {
    const at_end here{destroyed};
    co_await lose_handler();
    resumed = true;
}

loop::awaitable<void> take_turns(std::vector<int>& order, int who) {
    for (int i = 0; i < 2; ++i) {
        order.push_back(who);
        const auto [ec] = co_await loop::next_turn();
        CHECK_FALSE(ec);
    }
}

loop::awaitable<void> wait(asio::io_context& io, asio::error_code& seen) {
    asio::steady_timer timer(io, std::chrono::milliseconds{1});
    const auto [ec] = co_await timer.async_wait(loop::result);
    seen = ec;
}

} // namespace

TEST_CASE("tokens: an operation that can't begin is an error of it") {
    std::vector<asio::error_code> seen;
    run([&](asio::io_context&) { return fail_twice(seen); });
    REQUIRE(seen.size() == 2);
    CHECK(seen[0] == asio::error::no_memory);
    CHECK(seen[1] == asio::error::no_memory);
}

TEST_CASE("tokens: a coroutine that nothing can resume is destroyed") {
    bool destroyed = false, resumed = false;
    run([&](asio::io_context&) { return be_lost(destroyed, resumed); });
    CHECK(destroyed);
    CHECK_FALSE(resumed);
}

TEST_CASE("tokens: the next turn is behind everybody's") {
    std::vector<int> order;
    asio::io_context io(1);
    asio::post(io, [&] {
        asio::co_spawn(io, take_turns(order, 1), rethrow);
        asio::co_spawn(io, take_turns(order, 2), rethrow);
    });
    io.run();
    CHECK(order == std::vector<int>{1, 2, 1, 2});
}

TEST_CASE("tokens: an operation that goes well has no error") {
    asio::error_code seen = asio::error::eof;
    run([&](asio::io_context& io) { return wait(io, seen); });
    CHECK_FALSE(seen);
}
