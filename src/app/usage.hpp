#pragma once

#include <stdexcept>

namespace gateway::app {

// The gateway was called in a way that makes no sense. The text is one line for the person who
// called it; the exit status is 2.
struct usage_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace gateway::app
