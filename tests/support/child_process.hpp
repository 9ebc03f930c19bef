#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "support/descriptor.hpp"
#include "support/waiting.hpp"

namespace gateway::tests {

struct launch {
    std::vector<std::string> argv;
    // "NAME=value", beside the tests' own environment, of which EVENT_GATEWAY_... is left out.
    std::vector<std::string> environment;
    std::string input; // all that the child finds on its standard input
};

// One program, started with pipes of its own and in its own process group; a thread collects what
// it prints, so that it never waits for the test. It is killed and reaped with the object.
class child_process {
  public:
    explicit child_process(const launch& how);
    ~child_process();
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;

    pid_t pid() const { return pid_; }
    void send_signal(int signal) const;

    // What came on standard output and standard error so far.
    std::string out() const;
    std::string err() const;

    // Waits until `seen` holds for standard output and standard error, or both have ended.
    using predicate = std::function<bool(const std::string& out, const std::string& err)>;
    bool wait_output(const predicate& seen, milliseconds within = patience);

    // The exit status, 128 + N for signal N, once the program has ended and all its output has
    // been read; nullopt where it has not ended in time.
    std::optional<int> wait_exit(milliseconds within = patience);

  private:
    void collect();
    void read_available(int fd, std::string& into, bool& open);

    pid_t pid_ = -1;
    descriptor pid_fd_, out_, err_, stop_;
    std::optional<int> status_;

    mutable std::mutex mutex_; // guards what follows
    std::condition_variable changed_;
    std::string out_text_, err_text_;
    bool out_open_ = true, err_open_ = true;

    std::thread collector_; // last: it uses all of the above
};

} // namespace gateway::tests
