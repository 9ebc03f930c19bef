#pragma once

#include "gateway/config.hpp"

namespace gateway::app {

// The defaults as the service manager that started this program left them: the sockets that it
// passed (LISTEN_FDS, sd_listen_fds(3)) stand in place of the default addresses of their kind;
// where it wants to be told how things are (NOTIFY_SOCKET, WATCHDOG_USEC) is in `service`. Takes
// all of it out of the environment, as it is meant for no program that this one starts. Throws
// std::runtime_error that says what is wrong with a socket.
config service_defaults();

} // namespace gateway::app
