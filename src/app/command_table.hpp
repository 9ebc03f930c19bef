#pragma once

#include "app/config_value.hpp"
#include "gateway/config.hpp"

namespace gateway::app {

// [commands], each name one of
//   name = ["uptime", "-p"]
//   name = { argv = ["ping", "-c", "{count}", "{host}"], timeout = "10s",
//            params = { count = "[1-9]", host = "[a-z][a-z0-9.-]*" } }
// (the latter also as a table [commands.name]). An argument "{param}" is filled from the query with
// what matches the RE2 pattern of its name as a whole.
void set_commands(config& c, const config_value::table& entries);

} // namespace gateway::app
