#pragma once

#include <string>
#include <vector>

#include "gateway/config.hpp"

namespace gateway::web {

// {"layouts":[{"source":"192.0.2.7","layout":"u8 kind, u16le volts"}]}: what GET /api/v1/layouts
// answers.
std::string layouts_json(const std::vector<layout>& layouts);

} // namespace gateway::web
