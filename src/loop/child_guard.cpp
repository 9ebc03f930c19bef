#include "loop/child_guard.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include "loop/process_tree.hpp"

namespace gateway::loop {
namespace {

constexpr timespec look_interval{0, 20'000'000};
constexpr int looks_before_kill = 100; // two seconds

// Those who have left their group are found by the mark.
void signal_all(const std::set<pid_t>& groups, const std::string& mark, int signal) {
    for (const pid_t group : groups) ::kill(-group, signal);
    for (const pid_t p : all_with_variable(mark)) ::kill(p, signal);
}

void end(std::set<pid_t> groups, const std::string& mark) {
    signal_all(groups, mark, SIGTERM);
    signal_all(groups, mark, SIGCONT);
    for (int look = 0; look < looks_before_kill; ++look) {
        std::erase_if(groups, [](pid_t group) { return ::kill(-group, 0) != 0; });
        if (groups.empty() && all_with_variable(mark).empty()) return;
        ::nanosleep(&look_interval, nullptr);
    }
    signal_all(groups, mark, SIGKILL);
}

[[noreturn]] void watch(int pipe, const std::string& mark) {
    ::prctl(PR_SET_NAME, "gateway-guard");
    ::setsid(); // not ended with the gateway's terminal or process group
    for (const int s : {SIGHUP, SIGINT, SIGTERM}) ::signal(s, SIG_IGN);
    ::dup2(pipe, STDIN_FILENO);
    ::close_range(STDIN_FILENO + 1, ~0U, 0);
    std::set<pid_t> groups;
    for (pid_t change = 0;;) {
        const ssize_t n = ::read(STDIN_FILENO, &change, sizeof change);
        if (n < 0 && errno == EINTR) continue;
        if (n != sizeof change) break;
        if (change > 0) groups.insert(change);
        if (change < 0) groups.erase(-change);
    }
    end(std::move(groups), mark);
    ::_exit(0);
}

} // namespace

child_guard::child_guard(const std::string& mark) {
    std::array<int, 2> ends{};
    const bool opened = ::pipe2(ends.data(), O_CLOEXEC) == 0;
    const pid_t pid = opened ? ::fork() : -1;
    if (pid == 0) {
        ::close(ends[1]);
        watch(ends[0], mark);
    }
    const std::error_code failure{errno, std::generic_category()};
    if (opened) ::close(ends[0]);
    if (pid < 0) {
        if (opened) ::close(ends[1]);
        throw std::system_error(failure, "can't start the guard of commands");
    }
    pipe_ = ends[1];
    ::fcntl(pipe_, F_SETFL, O_NONBLOCK); // a guard that is stopped must not stop us
}

child_guard::~child_guard() {
    ::close(pipe_);
}

void child_guard::tell(pid_t change) const {
    // Where it can't be told, it is as if there were no guard.
    if (::write(pipe_, &change, sizeof change) < 0) return;
}

} // namespace gateway::loop
