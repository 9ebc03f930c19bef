#include "loop/standing_tasks.hpp"

#include <doctest/doctest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <new>
#include <stdexcept>

#include "support/waiting.hpp"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

struct rig {
    spdlog::logger log{"test", std::make_shared<spdlog::sinks::null_sink_mt>()};
    loop::standing_tasks tasks{log};
    asio::io_context io{1};
};

// Throws, is lost for want of memory, ends: each time it is begun.
loop::awaitable<void> come_to_grief(rig& r, int& begun) {
    ++begun;
    if (begun == 1) throw std::runtime_error("the first time");
    if (begun == 2) {
        const auto lose = [](auto handler) {
            const auto taken = std::move(handler);
            throw std::bad_alloc{};
        };
        co_await asio::async_initiate<const loop::result_token, void(asio::error_code)>(
            lose, loop::result);
    }
    r.tasks.stop();
}

loop::awaitable<void> wait_for_ever(asio::steady_timer& timer, int& begun) {
    ++begun;
    co_await timer.async_wait(loop::result);
}

loop::awaitable<void> end_at_once(int& begun) {
    ++begun;
    co_return;
}

} // namespace

TEST_CASE("standing tasks: what comes to grief is begun again, and nothing else") {
    rig r;
    asio::steady_timer never(r.io, 24h);
    int unlucky = 0, waiting = 0, ended = 0;
    r.tasks.add("waiting", [&] { return wait_for_ever(never, waiting); });
    r.tasks.add("ended", [&] { return end_at_once(ended); });
    r.tasks.add("unlucky", [&] {
        if (unlucky == 2) never.cancel();
        return come_to_grief(r, unlucky);
    });
    r.tasks.run(r.io);
    CHECK(unlucky == 3);
    CHECK(waiting == 1);
    CHECK(ended == 1);
}

TEST_CASE("standing tasks: what a handler throws does not end the loop") {
    rig r;
    bool after = false;
    asio::post(r.io, [] { throw std::runtime_error("thrown"); });
    asio::post(r.io, [&] {
        after = true;
        r.tasks.stop();
    });
    r.tasks.run(r.io);
    CHECK(after);
}

TEST_CASE("standing tasks: what does not end at the stop is left behind after a second") {
    rig r;
    asio::steady_timer never(r.io, 24h);
    int begun = 0;
    r.tasks.add("waiting", [&] { return wait_for_ever(never, begun); });
    asio::post(r.io, [&] { r.tasks.stop(); });
    const auto took = tests::time_of([&] { r.tasks.run(r.io); });
    CHECK(took >= 500ms);
    CHECK(took < 5s);
}
