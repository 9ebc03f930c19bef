#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/head_scanner.hpp"
#include "http/request.hpp"

// The addresses under /web/: URLs in which a URL stands. That is a key, taken from the request's
// target as it stands there: nothing is decoded, merged, cleaned or put into order. Plain
// functions.
namespace gateway::web {

struct capture_target {
    std::optional<std::int64_t> time_s; // since 1970-01-01 UTC; nullopt: all times (a TimeMap)
    std::string_view url;               // a view into the target, not empty
    http::refusal why;                  // status 0: the target is in order
};

// Of /web/{YYYYMMDDhhmmss}/{url} and /web/timemap/{url}.
capture_target parse_capture_target(const http::request& r);

// What the two are made of.
std::string capture_address(std::int64_t time_s, std::string_view url);
std::string timemap_address(std::string_view url);

} // namespace gateway::web
