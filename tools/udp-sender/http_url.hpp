#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "udp-sender/address.hpp"

namespace gateway::sender {

// An http:// URL, taken apart.
struct http_url {
    std::string authority; // as it stands, for the Host header
    host_port server;
    std::string path; // without the last '/': API paths are put behind it
};

// nullopt where `url` is not http://HOST[:PORT][/PATH], or has a query, a fragment, a user name
// or a byte that no request line holds.
std::optional<http_url> parse_http_url(std::string_view url);

} // namespace gateway::sender
