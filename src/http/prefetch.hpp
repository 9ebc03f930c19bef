#pragma once

#include "http/request.hpp"

namespace gateway::http {

// Whether a browser asks for this only because somebody might want it later: Sec-Purpose (Fetch
// standard) or its forerunners Purpose and X-Moz name `prefetch`, with whatever parameters
// ("prefetch;prerender").
bool is_prefetch(const request& r);

} // namespace gateway::http
