#include "web/access.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "text/address.hpp"
#include "text/escape.hpp"

namespace gateway::web {
namespace {

// "[2001:db8::1]:8080" -> "2001:db8::1", "example.org:80" -> "example.org"; empty where it is not
// of that form.
std::string_view without_port(std::string_view authority) {
    constexpr auto npos = std::string_view::npos;
    const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
    const std::size_t colon = bracket == npos ? npos : authority.find(':', bracket);
    const std::string_view port = colon == npos ? "" : authority.substr(colon + 1);
    if (port.find_first_not_of("0123456789") != npos) return {};
    const std::string_view name = authority.substr(0, colon);
    if (!name.starts_with('[')) return name;
    return name.ends_with(']') ? name.substr(1, name.size() - 2) : std::string_view{};
}

// Takes the same time wherever the two differ.
bool equal_in_constant_time(std::string_view a, std::string_view b) {
    unsigned char difference = a.size() == b.size() ? 0 : 1;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference |= static_cast<unsigned char>(a[i] ^ (i < b.size() ? b[i] : 0));
    }
    return difference == 0;
}

} // namespace

access::access(const http_options& options) : hosts_(options.allow_host), token_(options.token) {
    hosts_.emplace_back("localhost");
    for (const listen_address& where : options.listen) {
        if (!where.host.empty()) hosts_.push_back(where.host);
    }
}

std::optional<denial> access::check(const http::request& r) const {
    // HTTP/1.0 need not say it; a browser always does.
    const bool left_out = r.host.empty() && r.minor_version == 0;
    if (!left_out && !is_ours(r.host)) {
        return denial{421,
                      fmt::format("The name '{}' is not served here; --allow-host adds it.",
                                  text::printable(r.host)),
                      ""};
    }
    if (!has_token(r)) {
        return denial{401, "This gateway asks for a token.", "WWW-Authenticate: Bearer\r\n"};
    }
    return std::nullopt;
}

bool access::is_ours(std::string_view host) const {
    const std::string_view name = without_port(host);
    if (text::parse_address(name)) return true;
    return std::any_of(hosts_.begin(), hosts_.end(),
                       [&](const std::string& ours) { return http::iequals(ours, name); });
}

bool access::has_token(const http::request& r) const {
    if (token_.empty()) return true;
    constexpr std::string_view scheme = "Bearer ";
    const std::string_view value = r.header("authorization");
    return http::iequals(value.substr(0, scheme.size()), scheme) &&
           equal_in_constant_time(value.substr(scheme.size()), token_);
}

std::optional<denial> access::check_origin(const http::request& r) {
    const std::string_view origin = r.header("origin");
    const std::size_t slashes = origin.find("://");
    const bool foreign = !origin.empty() && (slashes == std::string_view::npos ||
                                             !http::iequals(origin.substr(slashes + 3), r.host));
    if (!foreign && !http::iequals(r.header("sec-fetch-site"), "cross-site")) return std::nullopt;
    return denial{403, "This request comes from a page of another origin.", ""};
}

} // namespace gateway::web
