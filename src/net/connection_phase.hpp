#pragma once

#include <chrono>

#include "gateway/config.hpp"

namespace gateway::net {

// What a connection waits for, which decides how long it may.
enum class connection_phase {
    idle,      // the first byte of a request
    head,      // the rest of its head: counted from the first byte, not from the latest
    body,      // the rest of its body, likewise from the head's end
    answering, // nothing: work is under way
    writing,   // the client to take more of an answer
    streaming, // something to be stored
    lingering, // the client to read the last answer, and to end its side
};

// When a wait that begins now is over.
std::chrono::steady_clock::time_point deadline_of(connection_phase phase,
                                                  const http_options& options,
                                                  std::chrono::steady_clock::time_point now);

} // namespace gateway::net
