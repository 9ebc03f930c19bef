#include "loop/process_tree.hpp"

#include <dirent.h>
#include <fmt/format.h>

#include <fstream>
#include <memory>
#include <string>

#include "text/number.hpp"

namespace gateway::loop {
namespace {

// Whoever has started more is met again when these have ended.
constexpr std::size_t most_at_once = 256;

struct close_folder {
    void operator()(DIR* folder) const { ::closedir(folder); }
};

// The entries of a folder that are numbers. (std::filesystem's iterator ends the program where it
// has no memory: its noexcept increment() asks for some.)
std::vector<pid_t> numbers_in(const std::string& path) {
    std::vector<pid_t> numbers;
    const std::unique_ptr<DIR, close_folder> folder{::opendir(path.c_str())};
    while (folder != nullptr) {
        const dirent* const entry = ::readdir(folder.get());
        if (entry == nullptr) break;
        const auto number = text::parse_uint(entry->d_name);
        if (number) numbers.push_back(static_cast<pid_t>(*number));
    }
    return numbers;
}

} // namespace

std::vector<pid_t> children_of(pid_t pid) {
    std::vector<pid_t> children;
    for (const pid_t thread : numbers_in(fmt::format("/proc/{}/task", pid))) { // each has its own
        std::ifstream list{fmt::format("/proc/{}/task/{}/children", pid, thread)};
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
    std::vector<pid_t> found = numbers_in("/proc");
    std::erase_if(found, [&](pid_t p) { return !has_variable(p, beginning); });
    return found;
}

} // namespace gateway::loop
