#include "support/sleepers.hpp"

#include <signal.h>

#include <stdexcept>

namespace gateway::tests {
namespace {

std::string shell(const std::string& name, const std::string& script) {
    return name + " = [\"sh\", \"-c\", \"" + script + "\"]\n";
}

std::string timed(const std::string& name, const std::string& script) {
    return "[commands." + name + "]\nargv = [\"sh\", \"-c\", \"" + script +
           "\"]\ntimeout = \"300ms\"\n";
}

} // namespace

sleepers::sleepers(std::vector<std::string> options) : gateway(with_config(std::move(options))) {}

sleepers::~sleepers() {
    for (const pid_t p : processes_with(word)) kill(p, SIGKILL);
}

std::vector<std::string> sleepers::with_config(std::vector<std::string> options) const {
    const std::string sleep = "sleep " + word;
    const std::string stubborn = "trap '' TERM; echo begun; while :; do " + sleep + "; done";
    const std::string toml =
        "[commands]\n" + shell("group", "echo begun; " + sleep + " & " + sleep) +
        shell("stubborn", sleep + " & " + stubborn) + shell("left", sleep + " & echo begun") +
        shell("deaf", "(trap '' TERM; " + sleep + ") & echo begun") +
        shell("daemon", "setsid sh -c '" + sleep + " & setsid " + sleep + "' & (setsid " + sleep +
                            " &); echo begun; " + sleep) +
        shell("stopped", "echo begun; kill -STOP $$; " + sleep) + shell("yes", "yes " + word) +
        shell("ticks", "while :; do echo tick; sleep 0.1; done") +
        timed("short", "echo begun; " + sleep) + timed("obstinate", stubborn);
    options.insert(options.end(), {"--config", folder.write("gateway.toml", toml)});
    return options;
}

http_client sleepers::begin(const std::string& name) const {
    http_client client(gateway.http());
    client.send_request("GET", "/run/" + name);
    if (client.read_head().status != 200) throw std::runtime_error(name + " was not begun");
    const auto has_line = [&] { // behind that of the chunk's size
        const std::size_t size_line = client.buffer().find('\n');
        return size_line != std::string::npos &&
               client.buffer().find('\n', size_line + 1) != std::string::npos;
    };
    while (!has_line()) {
        if (!client.receive()) throw std::runtime_error(name + " has ended early");
    }
    return client;
}

bool sleepers::wait_for(std::size_t count) const {
    return eventually([&] { return processes_with(word).size() == count; });
}

bool sleepers::all_cleared() const {
    return none_left() && eventually([&] { return zombies_of(gateway.process().pid()) == 0; }) &&
           eventually([&] { return stats_of(gateway)["/commands/running"] == 0; });
}

} // namespace gateway::tests
