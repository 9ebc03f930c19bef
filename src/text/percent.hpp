#pragma once

#include <optional>
#include <string>
#include <string_view>

// Percent-encoding (RFC 3986, 2.1). Plain functions, any thread.
namespace gateway::text {

// `encoded` with its %XX decoded once; nullopt where a '%' is not followed by two digits.
std::optional<std::string> percent_decode(std::string_view encoded);

// The same for one name or value of a query: '+' stands for a blank there (HTML forms).
std::optional<std::string> query_decode(std::string_view encoded);

// Appends `bytes` with everything but the unreserved characters of RFC 3986 encoded.
void append_percent_encoded(std::string& out, std::string_view bytes);

} // namespace gateway::text
