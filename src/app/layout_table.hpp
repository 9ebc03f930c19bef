#pragma once

#include "app/config_value.hpp"
#include "gateway/config.hpp"

namespace gateway::app {

// [layouts], what binary datagrams hold, for the pages that show and plot them:
//   "192.0.2.7" = "u8 kind, u16le volts, f32 temp"      of a device; "192.0.2.7:5000" of one socket
//   ":5000" = "u32be seq, bytes[6] mac, str[8] name"    of what came in at this port
//   "*" = "f32[3] acceleration"                         of what no decoder recognises
// A field is a type and a name: u8 to u64, i8 to i64, f32, f64 (with le or be behind, else le),
// bool, str[n], bytes[n], bits[n], and pad[n] without a name; "[n]" behind a number: so many of
// them.
void set_layouts(config& c, const config_value::table& entries);

} // namespace gateway::app
