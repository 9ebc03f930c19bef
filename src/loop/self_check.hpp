#pragma once

#include <asio/io_context.hpp>

namespace gateway::loop {

// Whether timers and signals reach the loop, before it runs: Asio does not say so where the kernel
// refuses to watch the descriptors that it has for them, and then nothing would ever time out or
// stop. Throws std::system_error where they don't.
void check(asio::io_context& io);

} // namespace gateway::loop
