#pragma once

#include <optional>
#include <stdexcept>
#include <string>

#include "udp-sender/options.hpp"

namespace gateway::sender {

// A command line that can't be followed: one line that names the option, its value and what was
// expected.
struct usage_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct command_line {
    std::optional<options> asked; // unset: only `text` is to be printed
    std::string text;             // of --help or --version
};

// Reads the arguments, the program's name first. Throws usage_error.
command_line parse_command_line(int argc, const char* const* argv);

} // namespace gateway::sender
