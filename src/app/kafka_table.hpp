#pragma once

#include "app/config_value.hpp"
#include "gateway/config.hpp"

namespace gateway::app {

// [kafka]: properties of librdkafka. Throws usage_error that names the place and the property.
void set_kafka(config& c, const config_value::table& entries);

} // namespace gateway::app
