#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gateway/event.hpp"

namespace gateway::web {

// The last request over HTTP that was not let in, or whose body did not become an event.
struct refused_request {
    int status = 0;
    std::string request;            // "POST /api/v1/events", made harmless and cut; may be empty
    std::string why;                // the sentence that it was answered
    std::optional<endpoint> client; // where it is known
    std::int64_t time_ns = 0;
};

} // namespace gateway::web
