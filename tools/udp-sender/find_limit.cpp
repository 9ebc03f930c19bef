#include "udp-sender/find_limit.hpp"

#include <algorithm>

namespace gateway::sender {
namespace {

constexpr std::size_t most_trials = 15;
constexpr std::uint64_t resolution = 100; // a hundredth of the rate

} // namespace

throughput find_throughput(
    const std::function<std::optional<trial>(std::optional<std::uint64_t> rate)>& run) {
    throughput found;
    const auto fastest = run(std::nullopt);
    if (!fastest) return found;
    found.trials.push_back(*fastest);
    auto high = static_cast<std::uint64_t>(fastest->achieved); // loses some
    if (fastest->lost == 0) {
        found.rate = high;
        found.sender_limited = true;
        return found;
    }
    std::uint64_t low = 0; // loses nothing
    while (found.trials.size() < most_trials &&
           high - low > std::max<std::uint64_t>(high / resolution, 1)) {
        const std::uint64_t middle = low + (high - low) / 2;
        const auto result = run(middle);
        if (!result) break;
        found.trials.push_back(*result);
        if (result->lost != 0) {
            high = middle;
            found.sender_limited = false;
            continue;
        }
        // A sender that fell behind has shown no more than the rate it kept.
        const auto achieved = static_cast<std::uint64_t>(result->achieved);
        found.rate = std::max(found.rate, std::min(middle, achieved));
        if (achieved < middle - middle / resolution) {
            high = middle;
            found.sender_limited = true;
        } else {
            low = middle;
        }
    }
    return found;
}

} // namespace gateway::sender
