#pragma once

#include <asio/io_context.hpp>
#include <functional>
#include <list>
#include <string>

#include "loop/tokens.hpp"

namespace spdlog {
class logger;
}

namespace gateway::loop {

// The coroutines that are there as long as the program: they accept, receive, wait for signals. One
// that an exception ends, or that is destroyed for want of memory, is begun again. Has to outlive
// the io_context.
class standing_tasks {
  public:
    explicit standing_tasks(spdlog::logger& log) : log_(log) {}

    // Before run(). A task whose coroutine returns is over for good.
    void add(std::string name, std::function<awaitable<void>()> make);

    // Runs the loop until stop(), whatever its handlers throw. Then it gives what was cancelled a
    // second to end.
    void run(asio::io_context& io);
    void stop();

  private:
    struct task {
        std::string name;
        std::function<awaitable<void>()> make;
        bool is_running = false;
        bool is_over = false;
    };
    class mark;

    awaitable<void> keep(task& t);
    void begin_missing();
    void report_missing();

    spdlog::logger& log_;
    std::list<task> tasks_;
    asio::io_context* io_ = nullptr; // while it runs
    bool is_stopping_ = false;
};

} // namespace gateway::loop
