#pragma once

#include <signal.h>

#include "udp-sender/file_descriptor.hpp"
#include "udp-sender/pacer.hpp"

namespace gateway::sender {

// Turns the first SIGINT or SIGTERM into a question that can be asked, and is the one place where
// the program sleeps while it sends: so a signal ends every wait. A second signal has its usual
// effect. One object at a time, in a program of one thread.
class interrupt {
  public:
    interrupt();
    ~interrupt();
    interrupt(const interrupt&) = delete;
    interrupt& operator=(const interrupt&) = delete;

    // Whether a signal has come; a system call of some 0.2 us.
    bool requested();

    // The signal that came, 0 where none did.
    int signal_number() const { return signal_; }

    // Sleeps until `deadline` (the greatest time: for ever), until `fd` is readable, or until a
    // signal comes.
    void wait(steady_time deadline, int fd = -1);

  private:
    void take_signal();

    file_descriptor signals_;
    sigset_t former_mask_{};
    int signal_ = 0;
};

} // namespace gateway::sender
