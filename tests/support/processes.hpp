#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace gateway::tests {

// The processes, of all that run on this machine, that have `word` in their command lines; not
// those that have ended and were not reaped.
std::vector<pid_t> processes_with(const std::string& word);

// How many processes that have ended this one has not reaped.
std::size_t zombies_of(pid_t parent);

// Milliseconds of CPU time that the process has used so far.
double cpu_ms_of(pid_t pid);

// A duration for sleep(1), of minutes, that no other process sleeps: its word.
std::string unique_sleep();

} // namespace gateway::tests
