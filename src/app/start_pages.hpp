#pragma once

namespace gateway::app {

// Gives back the memory in which the program and its libraries lie, as far as nothing was written
// there: the start has read much of it that nobody needs again. Whatever is needed comes back from
// the kernel's cache when it is.
void release_start_pages();

} // namespace gateway::app
