#pragma once

#include <vector>

#include "fault/trial.hpp"

namespace gateway::tests {

// Plays the scenario once to count its calls, then once for each call of these kinds and each way
// in which it may fail, about `usual` times a kind at most: where there are more, an even spread
// of them. FAULT_TRIALS in the environment is another limit.
void check_kinds(const scenario& s, const std::vector<fault::call>& kinds, std::size_t usual = 24);

} // namespace gateway::tests
