#include "loop/child_processes.hpp"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <random>
#include <utility>

namespace gateway::loop {
namespace {

std::string variable(const char* name, const char* otherwise) {
    const char* const value = std::getenv(name);
    return fmt::format("{}={}", name, value == nullptr ? otherwise : value);
}

void rethrow(std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
}

} // namespace

child_processes::child_processes(asio::io_context& io)
    : io_(io),
      child_ended_(io),
      gone_(io),
      environment_{variable("PATH", "/usr/local/bin:/usr/bin:/bin"), variable("HOME", "/"),
                   "LANG=C.UTF-8"},
      mark_(fmt::format("RUN_ID={:08x}", std::random_device{}())) {}

child_processes::~child_processes() {
    for (child_process& c : children_) c.kill();
}

void child_processes::guard() {
    guard_ = std::make_unique<child_guard>(mark_ + '-');
}

child_handle child_processes::start(std::vector<std::string> argv,
                                    std::chrono::nanoseconds timeout) {
    if (started_ == 0) begin_reaping();
    child_start how{std::move(argv), environment_, fmt::format("{}-{:08}", mark_, ++started_),
                    timeout};
    how.environment.push_back(how.mark);
    const auto at = children_.emplace(children_.end(), io_, how);
    if (guard_) guard_->started(at->pid());
    asio::co_spawn(io_, at->run(), [this, at](std::exception_ptr failure) {
        if (guard_) guard_->gone(at->pid());
        children_.erase(at);
        gone_.cancel();
        rethrow(failure);
    });
    return child_handle{&*at};
}

// Not before it is needed: a gateway without commands has no children.
void child_processes::begin_reaping() {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); // whose parents have ended are not lost
    child_ended_.add(SIGCHLD);
    asio::co_spawn(io_, reap_loop(), rethrow);
}

awaitable<void> child_processes::reap_loop() {
    for (;;) {
        const auto [ec, signal] = co_await child_ended_.async_wait(result);
        if (ec) co_return;
        reap();
    }
}

void child_processes::reap() {
    int status = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
        const auto at =
            std::find_if(children_.begin(), children_.end(), [&](const child_process& c) {
                return c.pid() == pid && !c.has_exited(); // the number may be given anew
            });
        if (at != children_.end()) at->exited(status);
    }
}

void child_processes::stop() {
    for (child_process& c : children_) c.end();
}

awaitable<void> child_processes::finish(child_process::time_point until) {
    while (!children_.empty() && std::chrono::steady_clock::now() < until) {
        gone_.expires_at(until);
        co_await gone_.async_wait(result);
    }
    for (child_process& c : children_) c.kill();
}

} // namespace gateway::loop
