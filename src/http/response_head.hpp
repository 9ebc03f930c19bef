#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/response.hpp"

namespace gateway::http {

// How a message ends and what becomes of its connection (RFC 9112, 6 and 9).
struct framing {
    std::optional<std::size_t> length; // Content-Length, where it is known
    bool chunked = false;              // else chunked, or (HTTP/1.0) the connection's end
    bool keep_alive = true;
    unsigned minor_version = 1; // of the request
};

// Appends status line and header fields, with the empty line behind them. `date` is a whole
// IMF-fixdate (text::http_date).
void append_head(std::string& out, const response& r, const framing& f, std::string_view date);

} // namespace gateway::http
