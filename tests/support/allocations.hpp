#pragma once

#include <cstddef>

namespace gateway::tests {

// How often this program has asked operator new for memory so far. A program that calls this gets
// a counting operator new.
std::size_t allocations();

} // namespace gateway::tests
