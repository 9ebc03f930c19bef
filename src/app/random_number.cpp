#include "app/random_number.hpp"

#include <random>

namespace gateway::app {

std::uint64_t random_number() {
    std::random_device random;
    return std::uint64_t{random()} << 32 | random();
}

} // namespace gateway::app
