#include "net/connection_phase.hpp"

namespace gateway::net {

std::chrono::steady_clock::time_point deadline_of(connection_phase phase,
                                                  const http_options& options,
                                                  std::chrono::steady_clock::time_point now) {
    switch (phase) {
        case connection_phase::idle:
            return now + options.idle_timeout;
        case connection_phase::head:
            return now + options.header_timeout;
        case connection_phase::body:
            return now + options.body_timeout;
        case connection_phase::writing:
            return now + std::chrono::seconds{30};
        case connection_phase::lingering:
            return now + std::chrono::seconds{2};
        case connection_phase::answering:
        case connection_phase::streaming:
            break;
    }
    return std::chrono::steady_clock::time_point::max();
}

} // namespace gateway::net
