#include "http/authority.hpp"

#include "http/grammar.hpp"
#include "text/address.hpp"
#include "text/number.hpp"

namespace gateway::http {
namespace {

// unreserved, sub-delims and the sign of pct-encoded (RFC 3986, 3.2.2); a comma would make of one
// Host field two.
constexpr character_set name_characters{
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+;=%"};

// Takes the host off `text`, its brackets too; empty where it is not one.
std::string_view take_host(std::string_view& text) {
    if (!text.starts_with('[')) {
        const std::string_view name = text.substr(0, text.find(':'));
        text.remove_prefix(name.size());
        return name_characters.contains_all(name) ? name : std::string_view{};
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
