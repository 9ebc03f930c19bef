#pragma once

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "loop/child_guard.hpp"
#include "loop/child_process.hpp"
#include "loop/tokens.hpp"

namespace gateway::loop {

struct abandon_child {
    void operator()(child_process* c) const { c->abandon(); }
};
// What a reader has of a child: the program ends with it.
using child_handle = std::unique_ptr<child_process, abandon_child>;

// The programs that run beside the gateway. One thread.
class child_processes {
  public:
    explicit child_processes(asio::io_context& io);
    child_processes(const child_processes&) = delete;
    child_processes& operator=(const child_processes&) = delete;
    ~child_processes(); // SIGKILL for all that is left

    // Should the gateway end without coming to it, they are ended all the same. Called before any
    // is started, when the process is still small. Throws std::system_error.
    void guard();

    // Reaps the gateway's children, and those that it inherits, as long as there may be any. Has
    // to run, while one is started: one that is not reaped is not seen to have ended.
    awaitable<void> reap_all();

    // Starts argv[0] as spawn() does. Throws std::system_error where it can't be started, and
    // std::bad_alloc.
    child_handle start(std::vector<std::string> argv, std::chrono::nanoseconds timeout);

    // Those of which something is left, or has not been read.
    std::size_t running() const;

    // Ends all of them.
    void stop();
    // Waits until they have ended; whoever is left at `until` is killed. Ends reap_all(), too.
    awaitable<void> finish(child_process::time_point until);

  private:
    class mark;

    awaitable<void> keep(child_process& c);
    void reap();
    void sweep();

    asio::io_context& io_;
    std::list<child_process> children_;
    asio::signal_set child_ended_;
    asio::steady_timer gone_; // cancelled as a signal
    std::vector<std::string> environment_;
    std::string mark_;
    std::unique_ptr<child_guard> guard_;
    std::uint64_t started_ = 0;
    bool finished_ = false;
    std::shared_ptr<const bool> life_ = std::make_shared<bool>(true);
};

} // namespace gateway::loop
