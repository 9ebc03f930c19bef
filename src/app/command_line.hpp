#pragma once

#include <optional>
#include <string>

#include "gateway/config.hpp"

namespace gateway::app {

struct command_line {
    config settings;
    std::optional<std::string> print; // --help or --version: print this and end
};

// Reads the command line, then the environment (EVENT_GATEWAY_RING_SIZE; values of a repeatable
// option with commas between them), then the file of --config: what comes first counts, and what
// none of them names stays as in `defaults`. Throws usage_error whose text names the option, the
// value and what was expected.
command_line read_command_line(int argc, const char* const* argv, config defaults = {});

} // namespace gateway::app
