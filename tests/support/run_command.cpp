#include "support/run_command.hpp"

#include <sstream>

#include "support/child_process.hpp"

namespace gateway::tests {

command_result run_command(const std::vector<std::string>& argv, const std::string& input,
                           milliseconds within) {
    child_process child({argv, {}, input});
    const auto status = child.wait_exit(within);
    if (!status) throw timed_out("the end of " + argv.at(0));
    return {*status, child.out(), child.err()};
}

command_result run_shell(const std::string& line, const std::string& input, milliseconds within) {
    return run_command({"bash", "-c", line}, input, within);
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

} // namespace gateway::tests
