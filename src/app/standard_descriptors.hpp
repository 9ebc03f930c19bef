#pragma once

namespace gateway::app {

// Opens /dev/null for each of standard input, output and error that is closed. Else the first
// socket would get its number, and the log or the list of listeners be written to a client.
void open_standard_descriptors();

} // namespace gateway::app
