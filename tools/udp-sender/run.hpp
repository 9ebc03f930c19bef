#pragma once

#include "udp-sender/options.hpp"

namespace gateway::sender {

// Does what the options ask for: sends, prints the summary on standard output, verifies. Returns
// the exit status that --help documents; throws std::runtime_error with one line where it can't.
int run(const options& o);

} // namespace gateway::sender
