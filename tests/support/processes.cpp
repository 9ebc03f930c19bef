#include "support/processes.hpp"

#include <unistd.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace gateway::tests {
namespace {

std::string read_all(const std::filesystem::path& path) {
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    return bytes.str();
}

template <typename Function>
void for_each_process(Function function) {
    std::error_code gone;
    std::filesystem::directory_iterator entries("/proc", gone);
    for (; !gone && entries != std::filesystem::directory_iterator(); entries.increment(gone)) {
        const std::string name = entries->path().filename();
        if (std::isdigit(static_cast<unsigned char>(name.front())) != 0) {
            function(static_cast<pid_t>(std::stol(name)), entries->path());
        }
    }
}

} // namespace

std::vector<pid_t> processes_with(const std::string& word) {
    std::vector<pid_t> found;
    for_each_process([&](pid_t pid, const std::filesystem::path& path) {
        if (pid == getpid()) return;
        // A process that has ended has no command line.
        if (read_all(path / "cmdline").find(word) != std::string::npos) found.push_back(pid);
    });
    return found;
}

std::size_t zombies_of(pid_t parent) {
    std::size_t count = 0;
    for_each_process([&](pid_t, const std::filesystem::path& path) {
        const std::string stat = read_all(path / "stat");
        std::istringstream fields(stat.substr(std::min(stat.rfind(')') + 1, stat.size())));
        std::string state;
        pid_t its_parent = 0;
        fields >> state >> its_parent;
        if (state == "Z" && its_parent == parent) ++count;
    });
    return count;
}

double cpu_ms_of(pid_t pid) {
    std::istringstream figures(read_all("/proc/" + std::to_string(pid) + "/schedstat"));
    double ns = 0;
    figures >> ns;
    return ns / 1e6;
}

std::string unique_sleep() {
    static unsigned count = 0;
    return "300." + std::to_string(getpid()) + std::to_string(++count);
}

} // namespace gateway::tests
