#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/body_stream.hpp"

namespace gateway::http {

// What a handler answers. The connection adds what belongs to the message rather than to its
// content: Date, framing, Connection, and the fields that every answer carries.
struct response {
    int status = 200;
    std::string_view content_type;       // a text that lives as long as the program; empty: no body
    std::string fields;                  // further header lines, each with its CRLF
    std::string body;                    // the body, unless one of the next two is set
    std::string_view constant;           // a body that lives as long as the program
    std::unique_ptr<body_stream> stream; // a body made while it is sent

    std::size_t size() const { return constant.empty() ? body.size() : constant.size(); }
};

} // namespace gateway::http
