#pragma once

#include <span>
#include <string>
#include <string_view>

#include "http/target.hpp"

namespace gateway::web {

// The parameters of a raw query in which only the names in `allowed` may stand, each once.
struct known_parameters {
    http::query_parameters list; // decoded, in their order
    std::string error;           // not empty: what is wrong, one sentence that names it
};
known_parameters parse_known(std::string_view query, std::span<const std::string_view> allowed);

} // namespace gateway::web
