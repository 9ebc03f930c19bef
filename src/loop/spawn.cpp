#include "loop/spawn.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <system_error>

namespace gateway::loop {
namespace {

// What programs expect; the gateway has raised its own (app/descriptor_limit.hpp).
constexpr rlim_t usual_descriptor_limit = 1024;

void check(int error, const char* what) {
    if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

class file_actions {
  public:
    // Once the other constructor is through, the destructor runs whatever fails here.
    explicit file_actions(int output) : file_actions() {
        // In this order: `output` may be a number below 3, where the gateway was started so.
        check(posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO), "adddup2");
        check(posix_spawn_file_actions_adddup2(&actions_, output, STDERR_FILENO), "adddup2");
        check(posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0),
              "addopen");
        check(posix_spawn_file_actions_addclosefrom_np(&actions_, 3), "addclosefrom");
        check(posix_spawn_file_actions_addchdir_np(&actions_, "/"), "addchdir");
    }
    file_actions(const file_actions&) = delete;
    file_actions& operator=(const file_actions&) = delete;
    ~file_actions() { posix_spawn_file_actions_destroy(&actions_); }
    const posix_spawn_file_actions_t* get() const { return &actions_; }

  private:
    file_actions() {
        check(posix_spawn_file_actions_init(&actions_), "posix_spawn_file_actions_init");
    }

    posix_spawn_file_actions_t actions_{};
};

class attributes {
  public:
    attributes() {
        check(posix_spawnattr_init(&attributes_), "posix_spawnattr_init");
        sigset_t signals;
        sigfillset(&signals);
        posix_spawnattr_setsigdefault(&attributes_, &signals);
        sigemptyset(&signals);
        posix_spawnattr_setsigmask(&attributes_, &signals);
        posix_spawnattr_setflags(
            &attributes_, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    }
    attributes(const attributes&) = delete;
    attributes& operator=(const attributes&) = delete;
    ~attributes() { posix_spawnattr_destroy(&attributes_); }
    const posix_spawnattr_t* get() const { return &attributes_; }

  private:
    posix_spawnattr_t attributes_{};
};

// posix_spawn(3) takes them as char*, and changes nothing.
std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

// posix_spawn has no attribute for limits: what is started has the ones of this process. Nothing is
// opened here meanwhile, and what is open stays so.
class usual_limits {
  public:
    usual_limits() {
        known_ = ::getrlimit(RLIMIT_NOFILE, &before_) == 0;
        rlimit usual = before_;
        usual.rlim_cur = std::min(usual.rlim_cur, usual_descriptor_limit);
        if (known_) ::setrlimit(RLIMIT_NOFILE, &usual);
    }
    usual_limits(const usual_limits&) = delete;
    usual_limits& operator=(const usual_limits&) = delete;
    ~usual_limits() {
        if (known_) ::setrlimit(RLIMIT_NOFILE, &before_);
    }

  private:
    rlimit before_{};
    bool known_ = false;
};

} // namespace

pid_t spawn(const std::vector<std::string>& argv, const std::vector<std::string>& environment,
            int output) {
    const file_actions actions{output};
    const attributes how;
    const usual_limits limits;
    pid_t pid = -1;
    const int error = ::posix_spawnp(&pid, argv.front().c_str(), actions.get(), how.get(),
                                     pointers_to(argv).data(), pointers_to(environment).data());
    check(error, argv.front().c_str());
    return pid;
}

} // namespace gateway::loop
