#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// The authority of a URI, without user information (RFC 3986, 3.2): what a Host field and an
// absolute-form target name. Plain functions.
namespace gateway::http {

struct authority {
    std::string_view host;             // a name or an address; of an IPv6 literal what is in the []
    std::optional<std::uint16_t> port; // nullopt: not given, or given as ""
};

// Nullopt where `text` is not "name", "192.0.2.1" or "[2001:db8::1]", each with ":port" or without.
// The host is not empty.
std::optional<authority> parse_authority(std::string_view text);

} // namespace gateway::http
