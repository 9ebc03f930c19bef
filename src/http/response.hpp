#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/body_stream.hpp"
#include "http/file_body.hpp"

namespace gateway::http {

// What a handler answers. The connection adds what belongs to the message rather than to its
// content: Date, framing, Connection, and the fields that every answer carries.
struct response {
    int status = 200;
    std::string_view content_type; // a text that lives as long as the program; empty: none is sent
    std::string stored_type;       // in its place: a text that does not
    std::string fields;            // further header lines, each with its CRLF
    std::string body;              // the body, unless one of the next three is set
    std::string_view constant;     // a body that lives until something is stored, or for ever
    std::unique_ptr<body_stream> stream; // a body made while it is sent
    std::unique_ptr<file_body> file;     // a body that lies in a file
    bool endless = false; // of an answer to HEAD: GET would get a stream without a known end

    // What the body is a representation of: serve_content() makes header lines of it, and answers
    // conditions and ranges with it.
    std::string etag;                          // with its quotes, a weak one behind W/; empty: none
    std::optional<std::int64_t> last_modified; // seconds since 1970-01-01 UTC
    std::string_view content_encoding;         // "gzip", or empty
    bool ranges = false;                       // parts of it can be asked for
    bool always_whole = false; // it never was the same before: conditions are not looked at

    std::string_view type() const {
        return stored_type.empty() ? content_type : std::string_view{stored_type};
    }

    std::uint64_t size() const {
        return file ? file->size() : constant.empty() ? body.size() : constant.size();
    }
};

} // namespace gateway::http
