#pragma once

#include <cstdint>

namespace gateway::app {

// From the kernel: one that nobody can guess.
std::uint64_t random_number();

} // namespace gateway::app
