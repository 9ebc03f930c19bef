#include "udp-sender/interrupt.hpp"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace gateway::sender {

interrupt::interrupt() {
    sigset_t mask;
    ::sigemptyset(&mask);
    ::sigaddset(&mask, SIGINT);
    ::sigaddset(&mask, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &mask, &former_mask_);
    signals_ = file_descriptor(::signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!signals_) throw std::system_error(errno, std::generic_category(), "signalfd");
    // Sleeps end when they should: by default the kernel may add 50 us.
    ::prctl(PR_SET_TIMERSLACK, 1UL);
}

interrupt::~interrupt() {
    if (signal_ == 0) ::sigprocmask(SIG_SETMASK, &former_mask_, nullptr);
}

void interrupt::take_signal() {
    signalfd_siginfo info{};
    if (signal_ != 0 || ::read(signals_.get(), &info, sizeof info) != sizeof info) return;
    signal_ = static_cast<int>(info.ssi_signo);
    ::sigprocmask(SIG_SETMASK, &former_mask_, nullptr);
}

bool interrupt::requested() {
    take_signal();
    return signal_ != 0;
}

void interrupt::wait(steady_time deadline, int fd) {
    const std::chrono::nanoseconds left = deadline - std::chrono::steady_clock::now();
    const auto ns = std::max<std::chrono::nanoseconds::rep>(left.count(), 0);
    const timespec timeout{ns / 1'000'000'000, ns % 1'000'000'000};
    std::array<pollfd, 2> watched{pollfd{signals_.get(), POLLIN, 0}, pollfd{fd, POLLIN, 0}};
    // Any failure is a spurious wake-up: the caller looks at the clock again.
    ::ppoll(watched.data(), watched.size(), &timeout, nullptr);
    take_signal();
}

} // namespace gateway::sender
