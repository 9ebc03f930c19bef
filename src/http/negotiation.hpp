#pragma once

#include <string_view>

namespace gateway::http {

// Whether an Accept-Encoding field takes gzip: it names gzip, x-gzip or *, with a weight that is
// not zero; gzip's own weight counts before that of * (RFC 9110, 12.5.3).
bool accepts_gzip(std::string_view accept_encoding);

// Whether an If-None-Match field names this entity tag, compared weakly (RFC 9110, 13.1.2).
bool none_match_names(std::string_view if_none_match, std::string_view etag);

} // namespace gateway::http
