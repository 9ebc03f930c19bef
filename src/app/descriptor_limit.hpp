#pragma once

namespace gateway::app {

// Raises the number of files that this process may have open to what it is allowed at most
// (getrlimit(2)): every connection is one, and the usual limit is 1,024.
void raise_descriptor_limit();

} // namespace gateway::app
