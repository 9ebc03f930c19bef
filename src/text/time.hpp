#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Points in time as text. Plain functions, any thread; no clock is read here.
namespace gateway::text {

// Appends "2026-11-23T17:00:00.123456789Z" (RFC 3339) for `unix_ns`, nanoseconds since
// 1970-01-01 UTC; a time before 1970 is shown as 1970.
void append_utc_time(std::string& out, std::int64_t unix_ns);

// What append_utc_time() wrote; nullopt for anything but a time of that form up to the year 2261.
std::optional<std::int64_t> parse_utc_time(std::string_view text);

// A point in time as people and programs write it, in UTC: "2026-11-23T17:00:00Z", with a fraction
// of up to nine digits ("...:00.25Z"; RFC 3339), or seconds since 1970 ("1795453200",
// "1795453200.5"). Nullopt for anything else, and behind the year 2261.
std::optional<std::int64_t> parse_time(std::string_view text);

// What append_utc_time() writes without the fraction, for whole seconds: "2026-11-23T17:00:00Z".
void append_utc_second(std::string& out, std::int64_t unix_seconds);

// "Mon, 23 Nov 2026 17:00:00 GMT" (RFC 9110, 5.6.7) for seconds since 1970-01-01 UTC.
std::string http_date(std::int64_t unix_seconds);

// Appends "20150825082012", the time as the addresses of captures have it, for seconds since
// 1970-01-01 UTC of the years 0 to 9999.
void append_compact_time(std::string& out, std::int64_t unix_seconds);

// What append_compact_time() wrote; nullopt for anything but 14 digits that are a time.
std::optional<std::int64_t> parse_compact_time(std::string_view digits);

// Seconds since 1970-01-01 UTC of an HTTP-date in any of its three forms (RFC 9110, 5.6.7):
//   Sun, 06 Nov 1994 08:49:37 GMT     Sunday, 06-Nov-94 08:49:37 GMT     Sun Nov  6 08:49:37 1994
// A year of two digits is the one that is at most 50 years ahead of `now`, in the same unit. Names
// count in their exact case, the weekday's only has to be one; nullopt for anything else.
std::optional<std::int64_t> parse_http_date(std::string_view date, std::int64_t now);

} // namespace gateway::text
