#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "text/escape.hpp"
#include "udp-sender/command_line.hpp"
#include "udp-sender/run.hpp"

// argv -> options -> run -> exit status; every failure is one line on standard error.
int main(int argc, char** argv) {
    using namespace gateway::sender;
    constexpr int failed = 1, wrong_usage = 2;
    try {
        const command_line command = parse_command_line(argc, argv);
        if (!command.asked) {
            fmt::print("{}", command.text);
            return 0;
        }
        return run(*command.asked);
    } catch (const usage_error& e) {
        fmt::print(stderr, "udp-sender: {}\n", e.what());
        return wrong_usage;
    } catch (const std::exception& e) {
        fmt::print(stderr, "udp-sender: {}\n", gateway::text::printable(e.what()));
        return failed;
    }
}
