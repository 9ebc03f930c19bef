#pragma once

#include <sys/types.h>

#include <string_view>
#include <vector>

// Who has started whom, as /proc tells it (proc(5)). Plain functions; what can't be read is not
// there.
namespace gateway::loop {

// The processes whose parent is `pid` now.
std::vector<pid_t> children_of(pid_t pid);

// `roots`, whom they have started, whom those have, and so on; a few hundred at most.
std::vector<pid_t> with_descendants(std::vector<pid_t> roots);

// Whether the process was started with a variable in its environment that begins with this text
// ("NAME=value").
bool has_variable(pid_t pid, std::string_view beginning);

// All such processes on this machine, however many there are: takes its time.
std::vector<pid_t> all_with_variable(std::string_view beginning);

} // namespace gateway::loop
