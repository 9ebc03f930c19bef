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

// Lies in the frame of keep(): notices its end, also where the frame is destroyed for want of
// memory. Then the child stays in the list until it is swept, as one of its calls may be the
// reason. What is suspended at the end is destroyed after its owner.
class child_processes::mark {
  public:
    mark(child_processes& owner, child_process& c)
        : owner_(owner), child_(c), owner_life_(owner.life_) {}
    mark(const mark&) = delete;
    mark& operator=(const mark&) = delete;
    ~mark() {
        if (owner_life_.expired()) return;
        if (!child_.is_done()) child_.lose();
        if (owner_.guard_) owner_.guard_->gone(child_.pid());
        owner_.gone_.cancel();
    }

  private:
    child_processes& owner_;
    child_process& child_;
    std::weak_ptr<const bool> owner_life_;
};

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
    sweep();
    child_start how{std::move(argv), environment_, fmt::format("{}-{:08}", mark_, ++started_),
                    timeout};
    how.environment.push_back(how.mark);
    child_process& c = children_.emplace_back(io_, how);
    child_handle handle{&c};
    if (guard_) guard_->started(c.pid());
    try {
        asio::co_spawn(io_, keep(c), rethrow);
    } catch (...) {
        c.lose();
        throw;
    }
    return handle;
}

awaitable<void> child_processes::keep(child_process& c) {
    {
        const mark here{*this, c};
        co_await c.run();
    }
    sweep();
}

void child_processes::sweep() {
    children_.remove_if([](const child_process& c) { return c.is_done(); });
}

std::size_t child_processes::running() const {
    return static_cast<std::size_t>(std::count_if(
        children_.begin(), children_.end(), [](const child_process& c) { return !c.is_done(); }));
}

awaitable<void> child_processes::reap_all() {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); // whose parents have ended are not lost
    child_ended_.add(SIGCHLD);
    while (!finished_) {
        reap();
        co_await child_ended_.async_wait(result);
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
    while (running() != 0 && std::chrono::steady_clock::now() < until) {
        gone_.expires_at(until);
        co_await gone_.async_wait(result);
    }
    for (child_process& c : children_) c.kill();
    finished_ = true;
    child_ended_.cancel();
}

} // namespace gateway::loop
