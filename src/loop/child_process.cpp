#include "loop/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <system_error>
#include <utility>

#include "loop/process_tree.hpp"
#include "loop/spawn.hpp"

namespace gateway::loop {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::chrono::seconds between_term_and_kill{2};
// How often is looked at who is left, and for how long after SIGKILL: what hangs in the kernel does
// not end by it.
constexpr std::chrono::milliseconds look_interval{20};
constexpr std::chrono::seconds give_up_after{5};

class pipe_ends {
  public:
    pipe_ends() {
        if (::pipe2(ends_.data(), O_CLOEXEC) != 0) {
            throw std::system_error(errno, std::generic_category(), "pipe2");
        }
    }
    pipe_ends(const pipe_ends&) = delete;
    pipe_ends& operator=(const pipe_ends&) = delete;
    ~pipe_ends() {
        for (const int end : ends_) {
            if (end >= 0) ::close(end);
        }
    }
    int reading() const { return ends_[0]; }
    void release_reading() { ends_[0] = -1; }
    int writing() const { return ends_[1]; }

  private:
    std::array<int, 2> ends_{};
};

} // namespace

child_process::child_process(asio::io_context& io, const child_start& how)
    : output_(io), timer_(io), timeout_(how.timeout), mark_(how.mark) {
    pipe_ends pipe;
    output_.assign(pipe.reading());
    pipe.release_reading(); // now that it is somebody's
    output_.non_blocking(true);
    pid_ = spawn(how.argv, how.environment, pipe.writing());
}

void child_process::read(std::string& out, std::size_t most) {
    if (status_) most = std::min(most, left_);
    const std::size_t before = out.size();
    out.resize(before + most);
    const ssize_t n = ::read(output_.native_handle(), out.data() + before, most);
    const std::size_t got = n > 0 ? static_cast<std::size_t>(n) : 0;
    out.resize(before + got);
    if (status_) {
        left_ = got == 0 ? 0 : left_ - got;
    } else if (n == 0) {
        at_end_ = true;
    } else if (got < most) {
        wait_for_output();
    }
}

void child_process::wait_for_output() {
    if (waiting_ || at_end_) return;
    output_.async_wait(asio::posix::stream_descriptor::wait_read, [this](asio::error_code) {
        waiting_ = false;
        change();
        if (abandoned_) timer_.cancel();
    });
    waiting_ = true; // where there was memory for it
}

void child_process::change() {
    if (changed_) changed_();
}

std::string child_process::exit_status() const {
    if (timed_out_) return "timeout";
    if (WIFSIGNALED(*status_)) return fmt::format("signal {}", WTERMSIG(*status_));
    return fmt::format("{}", WEXITSTATUS(*status_));
}

void child_process::abandon() {
    abandoned_ = true;
    changed_ = nullptr;
    asio::error_code ignored;
    output_.close(ignored);
    end();
    timer_.cancel();
}

// What it has printed is what is in the pipe now: others who have the pipe's other end, and print
// on, are ended.
void child_process::exited(int wait_status) {
    status_ = wait_status;
    int waiting = 0;
    if (!abandoned_) ::ioctl(output_.native_handle(), FIONREAD, &waiting);
    left_ = static_cast<std::size_t>(std::max(waiting, 0));
    timer_.cancel();
    change();
}

awaitable<void> child_process::run() {
    const auto limit = clock::now() + std::chrono::duration_cast<clock::duration>(timeout_);
    while (!ending_ && !status_ && clock::now() < limit) {
        timer_.expires_at(limit);
        co_await timer_.async_wait(result);
    }
    timed_out_ = !ending_ && !status_;
    end();
    while (is_anything_left() && clock::now() < kill_at_ + give_up_after) {
        if (clock::now() >= kill_at_) kill();
        timer_.expires_after(look_interval);
        co_await timer_.async_wait(result);
    }
    gone_ = true;
    while (!is_released()) {
        timer_.expires_at(time_point::max());
        co_await timer_.async_wait(result);
    }
    running_ = false; // from here on it may be swept
}

void child_process::lose() {
    kill();
    ending_ = gone_ = true;
    running_ = false;
}

void child_process::end() {
    if (ending_) return;
    ending_ = true;
    kill_at_ = clock::now() + between_term_and_kill;
    signal_all(SIGTERM);
    signal_all(SIGCONT); // what is stopped would not see the other
    timer_.cancel();
}

void child_process::kill() {
    if (!gone_) signal_all(SIGKILL);
}

// The number of a process group stays taken while one of its processes is there, also when its
// leader has been reaped.
bool child_process::is_anything_left() {
    if (!status_) return true;
    if (!group_gone_ && ::kill(-pid_, 0) != 0 && errno == ESRCH) group_gone_ = true;
    if (!group_gone_) return true;
    const auto others = strays();
    return !others || !others->empty();
}

// Those who have left the process group (setsid(2), a shell's job control). Where their parents
// have ended the gateway has inherited them. Nothing where there is no memory to find them.
std::optional<std::vector<pid_t>> child_process::strays() const {
    try {
        std::vector<pid_t> ours = children_of(::getpid());
        std::erase_if(ours,
                      [&](pid_t p) { return (p != pid_ || status_) && !has_variable(p, mark_); });
        ours = with_descendants(std::move(ours));
        std::erase_if(ours, [&](pid_t p) { return ::getpgid(p) == pid_; });
        return ours;
    } catch (const std::bad_alloc&) {
        return std::nullopt;
    }
}

void child_process::signal_all(int signal) {
    const auto others = strays(); // before their parents are gone
    if (!group_gone_) ::kill(-pid_, signal);
    if (!others) return;
    for (const pid_t other : *others) ::kill(other, signal);
}

} // namespace gateway::loop
