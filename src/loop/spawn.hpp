#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace gateway::loop {

// Starts argv[0] (looked for in PATH where it has no slash), without a shell and with nothing of
// this process: no descriptor, no signal disposition or mask, no terminal, no limit on descriptors
// of its own; `environment` ("NAME=value") is all that it gets. It works in /, reads /dev/null, and
// writes both its outputs to `output`. It leads a session and a process group of its own, whose
// number is the one returned. Throws std::system_error where it can't be started.
pid_t spawn(const std::vector<std::string>& argv, const std::vector<std::string>& environment,
            int output);

} // namespace gateway::loop
