#pragma once

#include <optional>
#include <string>
#include <string_view>

// Percent-encoding (RFC 3986, 2.1). Plain functions, any thread.
namespace gateway::text {

// Every %XX decoded once, and nothing else changed; nullopt where a '%' is not followed by two
// hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view encoded);

// The same for the characters that need no encoding (unreserved): what differs in nothing else is
// the same address (RFC 3986, 6.2.2.2).
std::string decode_unreserved(std::string_view encoded);

// One name or value of a query with its %XX decoded once, and '+' as the blank that it stands for
// there (HTML forms); nullopt where a '%' is not followed by two digits.
std::optional<std::string> query_decode(std::string_view encoded);

// Appends `bytes` with everything but the unreserved characters of RFC 3986 encoded.
void append_percent_encoded(std::string& out, std::string_view bytes);

} // namespace gateway::text
