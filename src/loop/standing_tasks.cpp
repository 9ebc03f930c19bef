#include "loop/standing_tasks.hpp"

#include <spdlog/logger.h>

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <exception>
#include <utility>

namespace gateway::loop {
namespace {

constexpr std::chrono::milliseconds retry_pause{100};
constexpr std::chrono::seconds grace{1};

} // namespace

// Lies in a task's frame: notices its end, also where the frame is destroyed. Needs no memory.
class standing_tasks::mark {
  public:
    mark(standing_tasks& owner, task& t) : owner_(owner), task_(t) { task_.is_running = true; }
    mark(const mark&) = delete;
    mark& operator=(const mark&) = delete;
    ~mark() {
        task_.is_running = false;
        if (owner_.io_ != nullptr && !task_.is_over) owner_.io_->stop(); // run() goes on
    }

  private:
    standing_tasks& owner_;
    task& task_;
};

void standing_tasks::add(std::string name, std::function<awaitable<void>()> make) {
    tasks_.push_back({std::move(name), std::move(make)});
}

awaitable<void> standing_tasks::keep(task& t) {
    const mark here{*this, t};
    try {
        co_await t.make();
        t.is_over = true;
    } catch (const std::exception& e) {
        log_.error("{}: {}", t.name, e.what());
    }
}

void standing_tasks::begin_missing() {
    for (task& t : tasks_) {
        if (t.is_running || t.is_over) continue;
        asio::co_spawn(*io_, keep(t), [](std::exception_ptr failure) {
            if (failure) std::rethrow_exception(failure);
        });
    }
}

void standing_tasks::run(asio::io_context& io) {
    io_ = &io;
    while (!is_stopping_) {
        try {
            // From within the loop: elsewhere a coroutine can't begin without memory.
            asio::post(io, [this] { begin_missing(); });
            io.run();
        } catch (const std::exception& e) {
            log_.error("an error reached the loop: {}", e.what());
        }
        if (!is_stopping_) report_missing();
        io.restart();
    }
    const auto end = std::chrono::steady_clock::now() + grace;
    while (!io.stopped() && std::chrono::steady_clock::now() < end) {
        try {
            io.run_until(end);
        } catch (const std::exception& e) {
            log_.error("an error reached the loop: {}", e.what());
        }
    }
    io_ = nullptr;
}

// A pause, so that a task that can't begin does not become a spin.
void standing_tasks::report_missing() {
    bool any = false;
    for (const task& t : tasks_) {
        if (t.is_running || t.is_over) continue;
        log_.error("{}: begun again", t.name);
        any = true;
    }
    if (!any) return;
    asio::error_code interrupted; // by a signal: a shorter pause does as well
    asio::steady_timer(*io_, retry_pause).wait(interrupted);
}

void standing_tasks::stop() {
    is_stopping_ = true;
    if (io_ != nullptr) io_->stop();
}

} // namespace gateway::loop
