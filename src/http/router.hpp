#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "http/request.hpp"
#include "http/response.hpp"

namespace gateway::http {

// What a route's handler gets besides the request: the path's variable part, raw.
using route_handler = std::function<response(request&, std::string_view parameter)>;

// One line of the table of URLs. In `pattern` one "{}" stands for a path segment that is not
// empty: "/api/v1/events/{}/payload"; "{*}", at its end, for several with slashes between them.
struct route {
    std::string_view pattern;
    enum class answers { get, post, put } method; // `get`: GET and HEAD
    enum class query { none, own } parameters;    // `own`: the handler reads them itself
    route_handler handler;
    std::size_t fixed = std::min(pattern.find('{'), pattern.size()); // the same in each path
    char last = fixed == 0 ? '\0' : pattern[fixed - 1];              // of what is the same
};

struct route_match {
    const route* found = nullptr; // nullptr: no route has this path
    bool allowed = false;         // the route answers the request's method
    std::string_view parameter;
};

// The route for a request's raw path and method. Several lines may share a pattern.
route_match find_route(std::span<const route> table, std::string_view path, method m);

// The value of the Allow field for a path that some route has: "GET, HEAD, OPTIONS".
std::string allowed_methods(std::span<const route> table, std::string_view path);

} // namespace gateway::http
