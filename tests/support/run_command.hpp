#pragma once

#include <string>
#include <vector>

#include "support/waiting.hpp"

namespace gateway::tests {

struct command_result {
    int status = -1;
    std::string out, err;
};

// Runs `argv` to its end, with `input` on its standard input. Throws timed_out, after killing it,
// where it does not end in time.
command_result run_command(const std::vector<std::string>& argv, const std::string& input = {},
                           milliseconds within = patience);

// The same for a line of bash.
command_result run_shell(const std::string& line, const std::string& input = {},
                         milliseconds within = patience);

// The lines of `text`, without their ends.
std::vector<std::string> lines_of(const std::string& text);

} // namespace gateway::tests
