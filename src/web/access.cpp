#include "web/access.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <array>

#include "http/authority.hpp"
#include "text/address.hpp"
#include "text/escape.hpp"
#include "text/hex.hpp"

namespace gateway::web {
namespace {

constexpr std::string_view cookie_name = "event-gateway-session";

// What the login page is made of.
constexpr std::array<std::string_view, 3> open_to_all{"/login", "/static/style.css",
                                                      "/static/favicon.svg"};

// 256 bits that nobody can guess.
std::string make_session() {
    std::string bytes(32, '\0');
    for (std::size_t got = 0; got < bytes.size();) {
        const ssize_t n = ::getrandom(bytes.data() + got, bytes.size() - got, 0);
        if (n > 0) got += static_cast<std::size_t>(n);
    }
    std::string hex;
    for (const char c : bytes) {
        hex += text::lower_hex_digits[static_cast<unsigned char>(c) >> 4];
        hex += text::lower_hex_digits[static_cast<unsigned char>(c) & 15];
    }
    return hex;
}

// The value of one of the cookies that a Cookie field lists (RFC 6265, 4.2.1).
std::string_view find_cookie(std::string_view list, std::string_view name) {
    while (!list.empty()) {
        const std::string_view pair = list.substr(0, list.find(';'));
        list.remove_prefix(std::min(pair.size() + 1, list.size()));
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos) continue;
        if (http::trim(pair.substr(0, equals)) == name) return http::trim(pair.substr(equals + 1));
    }
    return {};
}

// The port that is meant where none is said.
unsigned port_of(const http::authority& a, bool secure) {
    return a.port.value_or(secure ? 443 : 80);
}

bool same_origin(std::string_view origin, const http::request& r) {
    const std::size_t slashes = origin.find("://");
    if (slashes == std::string_view::npos) return false;
    const auto theirs = http::parse_authority(origin.substr(slashes + 3));
    const auto ours = http::parse_authority(r.host);
    if (!theirs || !ours || !http::iequals(theirs->host, ours->host)) return false;
    // Behind a proxy that speaks TLS the browser's scheme is not ours, and its default port
    // neither.
    const bool secure = http::iequals(origin.substr(0, slashes), "https");
    return port_of(*theirs, secure) == port_of(*ours, secure);
}

// The token of an Authorization field of this scheme (RFC 6750, 2.1).
std::optional<std::string_view> bearer_token(const http::request& r) {
    constexpr std::string_view scheme = "Bearer ";
    const std::string_view value = r.header("authorization");
    if (!http::iequals(value.substr(0, scheme.size()), scheme)) return std::nullopt;
    return http::trim(value.substr(scheme.size()));
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

access::access(const http_options& options)
    : hosts_(options.allow_host),
      token_(options.token),
      session_(make_session()),
      cookie_path_(options.base_path.empty() ? "/" : options.base_path) {
    hosts_.emplace_back("localhost");
    for (const listen_address& where : options.listen) {
        if (!where.host.empty()) hosts_.push_back(where.host);
    }
}

std::optional<denial> access::check(const http::request& r) const {
    if (r.scheme == "https" && !r.secure) {
        return denial{421, "An https address can't be asked for without TLS.", ""};
    }
    // HTTP/1.0 need not say it; a browser always does.
    const bool left_out = r.host.empty() && r.minor_version == 0;
    if (!left_out && !is_ours(r.host)) {
        return denial{421,
                      fmt::format("The name '{}' is not served here; --allow-host adds it.",
                                  text::printable(r.host)),
                      ""};
    }
    const auto& open = open_to_all;
    if (has_token(r) || std::find(open.begin(), open.end(), r.path) != open.end()) return {};
    if (!bearer_token(r)) return denial{401, "This gateway asks for a token.", ask_for_token};
    return denial{401, "That is not the token that this gateway asks for.", refuse_token};
}

// Nearly all requests give the same name.
bool access::is_ours(std::string_view host) const {
    if (!host.empty() && host == last_ours_) return true;
    const bool ours = is_a_name_of_ours(host);
    if (ours) last_ours_ = host;
    return ours;
}

bool access::is_a_name_of_ours(std::string_view host) const {
    const auto parsed = http::parse_authority(host);
    if (!parsed) return false;
    if (text::parse_address(parsed->host)) return true;
    return std::any_of(hosts_.begin(), hosts_.end(),
                       [&](const std::string& ours) { return http::iequals(ours, parsed->host); });
}

bool access::is_token(std::string_view text) const {
    return equal_in_constant_time(text, token_);
}

bool access::has_token(const http::request& r) const {
    if (token_.empty()) return true;
    if (const auto token = bearer_token(r)) return is_token(*token);
    const auto is_session = [&](const http::header_field& f) {
        return http::iequals(f.name, "cookie") &&
               equal_in_constant_time(find_cookie(f.value, cookie_name), session_);
    };
    return std::any_of(r.headers.begin(), r.headers.end(), is_session);
}

std::string access::session_cookie(bool secure) const {
    return fmt::format("{}={}; Path={}; HttpOnly; SameSite=Strict{}", cookie_name, session_,
                       cookie_path_, secure ? "; Secure" : "");
}

std::optional<denial> access::check_origin(const http::request& r) {
    const std::string_view origin = r.header("origin");
    const bool foreign = !origin.empty() && !same_origin(origin, r);
    if (!foreign && !http::iequals(r.header("sec-fetch-site"), "cross-site")) return std::nullopt;
    return denial{403, "This request comes from a page of another origin.", ""};
}

} // namespace gateway::web
