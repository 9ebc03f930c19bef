#pragma once

#include <optional>
#include <string_view>

#include "gateway/config.hpp"

namespace gateway::app {

// "HOST:PORT", ":PORT", "[IPv6]:PORT"; "GROUP:PORT%INTERFACE" where a multicast group is joined.
std::optional<listen_address> parse_listen_address(std::string_view text);

} // namespace gateway::app
