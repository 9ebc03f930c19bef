#pragma once

#include <sys/types.h>

#include <string>

namespace gateway::loop {

// A small process of its own that outlives the gateway by a moment: however that ends (SIGKILL, a
// crash, a second signal), the process groups that it has started and not seen the end of are
// ended, as child_process ends them.
class child_guard {
  public:
    // `mark`: how a variable in the environment of all that it is to end begins, wherever they have
    // gone. Forks: best while the process is small. Throws std::system_error.
    explicit child_guard(const std::string& mark);
    child_guard(const child_guard&) = delete;
    child_guard& operator=(const child_guard&) = delete;
    ~child_guard(); // the guard ends whoever is left, and then itself

    void started(pid_t group) const { tell(group); }
    void gone(pid_t group) const { tell(-group); }

  private:
    void tell(pid_t change) const;

    int pipe_ = -1; // its end tells of ours
};

} // namespace gateway::loop
