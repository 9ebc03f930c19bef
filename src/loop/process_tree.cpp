#include "loop/process_tree.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "text/number.hpp"

namespace gateway::loop {
namespace {

// Whoever has started more is met again when these have ended.
constexpr std::size_t most_at_once = 256;

} // namespace

std::vector<pid_t> children_of(pid_t pid) {
    std::vector<pid_t> children;
    std::error_code gone;
    // Each thread has its own.
    const std::filesystem::directory_iterator threads{fmt::format("/proc/{}/task", pid), gone};
    for (auto at = begin(threads); !gone && at != end(threads); at.increment(gone)) {
        std::ifstream list{at->path() / "children"};
        for (pid_t child = 0; list >> child;) children.push_back(child);
    }
    return children;
}

std::vector<pid_t> with_descendants(std::vector<pid_t> roots) {
    for (std::size_t i = 0; i < roots.size() && roots.size() < most_at_once; ++i) {
        const auto more = children_of(roots[i]);
        roots.insert(roots.end(), more.begin(), more.end());
    }
    return roots;
}

bool has_variable(pid_t pid, std::string_view beginning) {
    std::ifstream environment{fmt::format("/proc/{}/environ", pid), std::ios::binary};
    for (std::string line; std::getline(environment, line, '\0');) {
        if (line.starts_with(beginning)) return true;
    }
    return false;
}

std::vector<pid_t> all_with_variable(std::string_view beginning) {
    std::vector<pid_t> found;
    std::error_code gone;
    const std::filesystem::directory_iterator processes{"/proc", gone};
    for (auto at = begin(processes); !gone && at != end(processes); at.increment(gone)) {
        const std::string name = at->path().filename();
        const auto pid = text::parse_uint(name);
        if (pid && has_variable(static_cast<pid_t>(*pid), beginning)) {
            found.push_back(static_cast<pid_t>(*pid));
        }
    }
    return found;
}

} // namespace gateway::loop
