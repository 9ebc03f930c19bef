#pragma once

#include "app/config_value.hpp"
#include "gateway/config.hpp"

namespace gateway::app {

// [sequence], where payloads carry a number: pattern = "seq=(\\d+)" (RE2, with one group) or
// json = "/head/seq" (a JSON pointer, or a name), and bits = 16, 32 or 64.
void set_sequence(config& c, const config_value::table& entries);

} // namespace gateway::app
