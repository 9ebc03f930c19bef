#pragma once

#include <string_view>

#include "http/request.hpp"

namespace gateway::fuzz {

// Ends the program (see require) where `r` is not what RFC 9112 makes of `raw`, the bytes that the
// parser took for it, or where another server could see another request in them: an oracle against
// request smuggling, written apart from the parser.
void check_accepted(const http::request& r, std::string_view raw);

} // namespace gateway::fuzz
