#pragma once

#include "app/config_value.hpp"
#include "gateway/config.hpp"

namespace gateway::app {

// [names], what the devices are called: "192.0.2.7" = "boiler", "192.0.2.7:5000" = "its pump",
// "[2001:db8::1]" = "meter", "10.0.0.0/24" = "workshop". Of several that fit the most exact holds.
void set_names(config& c, const config_value::table& entries);

} // namespace gateway::app
