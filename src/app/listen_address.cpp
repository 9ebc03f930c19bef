#include "app/listen_address.hpp"

#include <algorithm>

#include "text/number.hpp"

namespace gateway::app {
namespace {

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_' || c == ':' || c == '%';
}

} // namespace

std::optional<listen_address> parse_listen_address(std::string_view text) {
    listen_address out;
    std::string_view rest;
    if (text.starts_with('[')) {
        const std::size_t end = text.find("]:");
        if (end == std::string_view::npos || end == 1) return std::nullopt;
        out.host = text.substr(1, end - 1);
        rest = text.substr(end + 2);
    } else {
        const std::size_t colon = text.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        out.host = text.substr(0, colon);
        rest = text.substr(colon + 1);
    }
    if (!std::all_of(out.host.begin(), out.host.end(), is_host_character)) return std::nullopt;
    const std::size_t percent = rest.find('%');
    if (percent != std::string_view::npos) {
        out.group_interface = rest.substr(percent + 1);
        if (out.group_interface.empty()) return std::nullopt;
        rest = rest.substr(0, percent);
    }
    const auto port = text::parse_uint(rest);
    if (!port || *port > 65'535) return std::nullopt;
    out.port = static_cast<std::uint16_t>(*port);
    return out;
}

} // namespace gateway::app
