#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/config.hpp"

namespace spdlog {
class logger;
}

namespace gateway {

// The whole program behind its command line: one io_context, one thread; UDP and HTTP in, one ring,
// readers as cursors over it.
class event_gateway {
  public:
    // Binds every address, besides the sockets that were passed. Throws std::system_error that
    // names the one that can't be bound. `log` has to live longer.
    event_gateway(const config& settings, spdlog::logger& log);
    ~event_gateway();

    // What listens, one a line: "listening udp [::]:9999", "listening http http://127.0.0.1:8080/".
    std::vector<std::string> listening() const;

    // Serves until SIGINT or SIGTERM, then finishes what is in flight (at most 5 s) and returns.
    // A second signal ends the process at once. Tells a service manager all of that.
    void run();

  private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

} // namespace gateway
