#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/head_scanner.hpp"
#include "http/request.hpp"

// The request line and what stands in it (RFC 9112, 3; RFC 3986). Plain functions.
namespace gateway::http {

// Refuses a line that is not "method target version", as far as its blanks and the form of the
// version tell. `line` is without its CRLF.
refusal check_line_form(std::string_view line);

// Fills target, path, query, minor_version and, of an absolute-form target, scheme and host of
// `out` with views into `line`, which is without its CRLF. The path of "OPTIONS *" is "*". The
// method is left to the parser. Status 0: the line is in order.
refusal parse_request_line(std::string_view line, request& out);

using query_parameters = std::vector<std::pair<std::string, std::string>>;

// The names and values of a raw query, decoded, in their order; nullopt where a percent sign is
// not followed by two hexadecimal digits. A name without '=' has an empty value.
std::optional<query_parameters> parse_query(std::string_view query);

} // namespace gateway::http
