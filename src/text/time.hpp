#pragma once

#include <cstdint>
#include <string>

// Points in time as text. Plain functions, any thread; no clock is read here.
namespace gateway::text {

// Appends "2026-11-23T17:00:00.123456789Z" (RFC 3339) for `unix_ns`, nanoseconds since
// 1970-01-01 UTC; a time before 1970 is shown as 1970.
void append_utc_time(std::string& out, std::int64_t unix_ns);

// "Mon, 23 Nov 2026 17:00:00 GMT" (RFC 9110, 5.6.7) for seconds since 1970-01-01 UTC.
std::string http_date(std::int64_t unix_seconds);

} // namespace gateway::text
