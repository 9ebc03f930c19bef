#include "http/authority.hpp"

#include <algorithm>

#include "text/address.hpp"
#include "text/number.hpp"

namespace gateway::http {
namespace {

// unreserved, sub-delims and the sign of pct-encoded (RFC 3986, 3.2.2); a comma would make of one
// Host field two.
bool is_name_character(char c) {
    constexpr std::string_view others = "-._~!$&'()*+;=%";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
}

// Takes the host off `text`, its brackets too; empty where it is not one.
std::string_view take_host(std::string_view& text) {
    if (!text.starts_with('[')) {
        const std::string_view name = text.substr(0, text.find(':'));
        text.remove_prefix(name.size());
        return std::all_of(name.begin(), name.end(), is_name_character) ? name : std::string_view{};
    }
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return {};
    const std::string_view literal = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    const bool ipv6 = literal.find(':') != std::string_view::npos && text::parse_address(literal);
    return ipv6 ? literal : std::string_view{};
}

} // namespace

std::optional<authority> parse_authority(std::string_view text) {
    authority out;
    out.host = take_host(text);
    if (out.host.empty()) return std::nullopt;
    if (text.empty() || text == ":") return out;
    if (text.front() != ':') return std::nullopt;
    const auto port = text::parse_uint(text.substr(1));
    if (!port || *port > 65'535) return std::nullopt;
    out.port = static_cast<std::uint16_t>(*port);
    return out;
}

} // namespace gateway::http
