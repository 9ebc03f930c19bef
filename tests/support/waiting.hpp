#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>

namespace gateway::tests {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

#ifdef GATEWAY_SANITIZED // the gateway is; what speaks with it from outside need not be
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

// Upper bounds of time are multiplied by this: the sanitizers make everything slower by a factor
// that says nothing about the gateway.
inline constexpr int slowness = sanitized ? 5 : 1;

// How long a test waits for what has to happen: long, as it only costs time when it does not.
inline constexpr milliseconds patience = 20s;

// A point in time by which something has to have happened.
class deadline {
  public:
    explicit deadline(milliseconds from_now) : at_(clock::now() + from_now) {}

    bool passed() const { return clock::now() >= at_; }

    // What is left, as poll(2) takes it: rounded up, 0 when passed.
    int poll_timeout() const {
        const auto left = std::chrono::ceil<milliseconds>(at_ - clock::now()).count();
        return left > 0 ? static_cast<int>(left) : 0;
    }

  private:
    using clock = std::chrono::steady_clock;
    clock::time_point at_;
};

// Asks `condition` again and again until it holds; false where it did not within `within`.
template <typename Condition>
bool eventually(Condition condition, milliseconds within = patience) {
    const deadline limit(within);
    while (!condition()) {
        if (limit.passed()) return false;
        std::this_thread::sleep_for(2ms);
    }
    return true;
}

// Milliseconds that `work` took.
template <typename Work>
milliseconds time_of(Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
}

// What the helpers throw when the other side did not do its part in time.
struct timed_out : std::runtime_error {
    explicit timed_out(const std::string& what) : std::runtime_error("timed out: " + what) {}
};

} // namespace gateway::tests
