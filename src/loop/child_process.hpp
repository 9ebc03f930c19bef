#pragma once

#include <sys/types.h>

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "loop/tokens.hpp"

namespace gateway::loop {

struct child_start {
    std::vector<std::string> argv;
    std::vector<std::string> environment; // "NAME=value"
    // One of these, with which no other child's begins: it tells whose a lost descendant is.
    std::string mark;
    std::chrono::nanoseconds timeout{};
};

// A program that runs beside the gateway, with all that it has started: they end together. That is
// when the program itself ends, when its reader leaves, when its time is over or when the gateway
// stops: SIGTERM for all of them, and after two seconds SIGKILL for whoever is left. Owned by
// child_processes. One thread.
class child_process {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    // Throws std::system_error where it can't be started.
    child_process(asio::io_context& io, const child_start& how);
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;

    // What its reader does.

    // Appends what it has printed, at most `most` bytes. Where that is all for now, the function
    // of on_change() is called when there is more, or when it has ended.
    void read(std::string& out, std::size_t most);
    void on_change(std::function<void()> changed) { changed_ = std::move(changed); }
    // It has ended, and all that was printed until then has been read.
    bool is_over() const { return status_ && left_ == 0; }
    std::string exit_status() const; // "0", "signal 9"; "timeout" where its time was over
    // The last call of the reader: ends the program where that still runs.
    void abandon();

    // What its owner does.

    // Ends when nothing is left of it and the reader has left.
    awaitable<void> run();
    // Where run() is destroyed before, for want of memory: SIGKILL. Its reader is not disturbed.
    void lose();
    // Nothing is left of it, and nobody refers to it.
    bool is_done() const { return !running_ && is_released(); }
    pid_t pid() const { return pid_; }
    void exited(int wait_status); // it was reaped
    void end();                   // SIGTERM, in two seconds SIGKILL
    void kill();                  // SIGKILL
    bool has_exited() const { return status_.has_value(); }

  private:
    bool is_released() const { return gone_ && abandoned_ && !waiting_; }
    void change();
    void wait_for_output();
    bool is_anything_left();
    std::optional<std::vector<pid_t>> strays() const;
    void signal_all(int signal);

    asio::posix::stream_descriptor output_;
    asio::steady_timer timer_; // cancelled as a signal, too
    std::chrono::nanoseconds timeout_;
    std::string mark_;
    std::function<void()> changed_;
    pid_t pid_ = -1; // of the session and the process group, too
    std::optional<int> status_;
    std::size_t left_ = 0; // in the pipe, of what was printed before it ended
    time_point kill_at_ = time_point::max();
    bool at_end_ = false;     // nobody has the pipe's other end any more
    bool waiting_ = false;    // for output
    bool ending_ = false;     // SIGTERM is sent
    bool timed_out_ = false;  // which is why
    bool group_gone_ = false; // its number may be somebody else's
    bool gone_ = false;       // all of it
    bool running_ = true;     // run() is to begin, or has not ended
    bool abandoned_ = false;
};

} // namespace gateway::loop
