#include "udp-sender/http_url.hpp"

#include <algorithm>

namespace gateway::sender {
namespace {

bool is_bad_byte(char c) {
    return c <= ' ' || c > '~' || c == '@' || c == '?' || c == '#' || c == '%';
}

} // namespace

std::optional<http_url> parse_http_url(std::string_view url) {
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme) || std::ranges::any_of(url, is_bad_byte)) return std::nullopt;
    url.remove_prefix(scheme.size());

    http_url result;
    const std::size_t path_begin = std::min(url.find('/'), url.size());
    result.authority = url.substr(0, path_begin);
    result.path = url.substr(path_begin);
    while (result.path.ends_with('/')) result.path.pop_back();

    const std::size_t colon = result.authority.rfind(':');
    const bool has_port = colon != std::string::npos && !result.authority.ends_with(']');
    const auto server = parse_host_port(has_port ? result.authority : result.authority + ":80");
    if (!server) return std::nullopt;
    result.server = *server;
    return result;
}

} // namespace gateway::sender
