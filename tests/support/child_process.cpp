#include "support/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <system_error>

namespace gateway::tests {
namespace {

[[noreturn]] void fail(const std::string& what, int error = errno) {
    throw std::system_error(error, std::generic_category(), what);
}

std::pair<descriptor, descriptor> make_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe2");
    return {descriptor(ends[0]), descriptor(ends[1])};
}

// A file in memory: however much there is to read, nobody has to feed it.
descriptor input_of(const std::string& text) {
    descriptor file(memfd_create("input", MFD_CLOEXEC));
    if (write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
        fail("write input");
    }
    lseek(file.get(), 0, SEEK_SET);
    return file;
}

std::vector<std::string> environment_of(const launch& how) {
    std::vector<std::string> variables = how.environment;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        if (!std::string_view(*variable).starts_with("EVENT_GATEWAY_")) {
            variables.emplace_back(*variable);
        }
    }
    return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

pid_t spawn(const launch& how, int in, int out, int err) {
    std::vector<std::string> argv = how.argv;
    std::vector<std::string> variables = environment_of(how);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    pid_t pid = -1;
    const int error = posix_spawnp(&pid, argv.at(0).c_str(), &actions, &attributes,
                                   pointers_to(argv).data(), pointers_to(variables).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) fail("cannot start " + argv.at(0), error);
    return pid;
}

} // namespace

child_process::child_process(const launch& how) {
    auto [out, out_write] = make_pipe();
    auto [err, err_write] = make_pipe();
    const descriptor in = input_of(how.input);
    stop_ = descriptor(eventfd(0, EFD_CLOEXEC));
    pid_ = spawn(how, in.get(), out_write.get(), err_write.get());
    pid_fd_ = descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
    out_ = std::move(out);
    err_ = std::move(err);
    collector_ = std::thread([this] { collect(); });
}

child_process::~child_process() {
    if (!status_) {
        kill(-pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    const std::uint64_t one = 1;
    if (write(stop_.get(), &one, sizeof one) != sizeof one) std::terminate();
    collector_.join();
}

void child_process::send_signal(int signal) const {
    if (!status_) kill(pid_, signal);
}

std::string child_process::out() const {
    const std::lock_guard lock(mutex_);
    return out_text_;
}

std::string child_process::err() const {
    const std::lock_guard lock(mutex_);
    return err_text_;
}

bool child_process::wait_output(const predicate& seen, milliseconds within) {
    std::unique_lock lock(mutex_);
    bool result = false;
    changed_.wait_for(lock, within, [&] {
        result = seen(out_text_, err_text_);
        return result || (!out_open_ && !err_open_);
    });
    return result;
}

std::optional<int> child_process::wait_exit(milliseconds within) {
    if (status_) return status_;
    const deadline limit(within);
    pollfd ended{pid_fd_.get(), POLLIN, 0};
    while (poll(&ended, 1, limit.poll_timeout()) <= 0) {
        if (limit.passed()) return std::nullopt;
    }
    int raw = 0;
    waitpid(pid_, &raw, 0);
    status_ = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
    wait_output([](const auto&, const auto&) { return false; }, milliseconds(limit.poll_timeout()));
    return status_;
}

void child_process::read_available(int fd, std::string& into, bool& open) {
    std::array<char, 65536> buffer;
    const ssize_t size = read(fd, buffer.data(), buffer.size());
    const std::lock_guard lock(mutex_);
    if (size > 0) into.append(buffer.data(), static_cast<std::size_t>(size));
    if (size == 0) open = false;
    changed_.notify_all();
}

void child_process::collect() {
    std::array<pollfd, 3> fds{pollfd{out_.get(), POLLIN, 0}, pollfd{err_.get(), POLLIN, 0},
                              pollfd{stop_.get(), POLLIN, 0}};
    while (fds[2].revents == 0 && (fds[0].fd >= 0 || fds[1].fd >= 0)) {
        if (poll(fds.data(), fds.size(), -1) < 0) continue;
        if (fds[0].revents != 0) read_available(out_.get(), out_text_, out_open_);
        if (fds[1].revents != 0) read_available(err_.get(), err_text_, err_open_);
        const std::lock_guard lock(mutex_);
        if (!out_open_) fds[0] = {-1, 0, 0};
        if (!err_open_) fds[1] = {-1, 0, 0};
    }
}

} // namespace gateway::tests
