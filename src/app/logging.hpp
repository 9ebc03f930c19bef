#pragma once

#include <memory>

#include "gateway/config.hpp"

namespace spdlog {
class logger;
}

namespace gateway::app {

// A logger to standard error with a thread of its own: a terminal or pipe that does not take the
// lines never holds up the loop; the oldest lines are dropped then. Log state changes only, and
// what clients sent only through text::printable.
std::shared_ptr<spdlog::logger> make_logger(const log_options& options);

} // namespace gateway::app
