#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/event.hpp"
#include "http/grammar.hpp"

namespace gateway::http {

// The methods that some resource here knows; any other one is `other`.
enum class method : std::uint8_t { get, head, post, put, options, other };

struct header_field {
    std::string_view name;  // as sent
    std::string_view value; // without the white space around it
};

// One request (RFC 9112). All views point into the bytes of the head: they are valid as long as
// the parser that made the request says (request_parser.hpp).
struct request {
    http::method method = method::other;
    std::string_view target;    // raw, as it stands in the request line
    std::string_view path;      // of the target, raw: before '?', behind the first `base` bytes
    std::size_t base = 0;       // where the server's addresses begin in the target's path
    std::string_view query;     // of the target, raw: behind '?', empty where there is none
    std::string_view scheme;    // of an absolute-form target: "http" or "https"; else empty
    std::string_view host;      // the Host field, or the authority of an absolute-form target
    unsigned minor_version = 1; // HTTP/1.x, 1 for what is newer
    bool secure = false;        // it came through TLS
    bool keep_alive = true;
    std::vector<header_field> headers;
    std::string body;
    endpoint client; // who asks
    endpoint local;  // which address of ours

    // `path` and query as they stand in the target, with the '?' where there is one.
    std::string_view path_and_query() const;

    // The value of the first field of this name (any case), empty where there is none.
    std::string_view header(std::string_view name) const;
    // Whether a field of this name that is a comma-separated list has this element (any case).
    bool header_names(std::string_view name, std::string_view element) const;

    // The values of all fields of this name as one list with commas between (RFC 9110, 5.3);
    // nullopt where there is none.
    std::optional<std::string> combined(std::string_view name) const;
};

} // namespace gateway::http
