#include "udp-sender/pacer.hpp"

#include <algorithm>

namespace gateway::sender {
namespace {

using std::chrono::nanoseconds;

constexpr std::uint64_t ns_per_second = 1'000'000'000;
constexpr std::uint64_t wakeups_per_second = 4'000;
constexpr nanoseconds largest_lag = std::chrono::seconds{1};

} // namespace

pacer::pacer(std::uint64_t rate, steady_time start)
    : rate_(rate), quantum_(std::max<std::uint64_t>(rate / wakeups_per_second, 1)), start_(start) {}

std::uint64_t pacer::due(steady_time now) {
    if (now - next_due() > largest_lag) idle_until(now - largest_lag);
    if (now < start_) return 0;
    const auto elapsed = static_cast<std::uint64_t>(nanoseconds{now - start_}.count());
    // Whole seconds apart, so that the product fits into 64 bits.
    const std::uint64_t passed =
        elapsed / ns_per_second * rate_ + elapsed % ns_per_second * rate_ / ns_per_second;
    return passed + 1 > issued_ ? passed + 1 - issued_ : 0;
}

steady_time pacer::due_time(std::uint64_t index) const {
    const std::uint64_t part = (index % rate_ * ns_per_second + rate_ - 1) / rate_;
    return start_ + std::chrono::seconds{index / rate_} + nanoseconds{part};
}

steady_time pacer::wake_time(std::uint64_t remaining) const {
    return due_time(issued_ + std::min(quantum_, std::max<std::uint64_t>(remaining, 1)) - 1);
}

void pacer::idle_until(steady_time now) {
    start_ += std::max<nanoseconds>(now - next_due(), nanoseconds{0});
}

} // namespace gateway::sender
