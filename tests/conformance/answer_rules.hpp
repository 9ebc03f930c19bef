#pragma once

#include <string>

#include "support/http_client.hpp"

namespace gateway::conformance {

// What the RFCs ask of every answer, whatever was asked: the flaw of this one, or "".
std::string flaw_of_any(const tests::http_response& answer, bool to_head);

} // namespace gateway::conformance
