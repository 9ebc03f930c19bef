#include "http/target.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "http/authority.hpp"
#include "text/percent.hpp"

namespace gateway::http {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// What a server of HTTP has to know, and PATCH (RFC 9110, 9; RFC 5789); which of them an address
// answers its route tells.
std::optional<method> find_method(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, method>, 8> known{{
        {"GET", method::get},
        {"HEAD", method::head},
        {"POST", method::post},
        {"PUT", method::put},
        {"OPTIONS", method::options},
        {"DELETE", method::other},
        {"TRACE", method::other},
        {"PATCH", method::other},
    }};
    for (const auto& [known_name, m] : known) {
        if (name == known_name) return m;
    }
    return std::nullopt;
}

bool is_version(std::string_view text) {
    return text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) && text[6] == '.' &&
           is_digit(text[7]);
}

struct line_parts {
    std::string_view method;
    std::string_view target;
    std::string_view version;
};

refusal split_line(std::string_view line, line_parts& out) {
    const std::size_t first = line.find(' ');
    const std::size_t second = line.find(' ', first + 1);
    const refusal formless{400, "The request line is not a method, a target and a version."};
    if (first == std::string_view::npos || first == 0 || second == std::string_view::npos ||
        second == first + 1) {
        return formless;
    }
    out.method = line.substr(0, first);
    out.target = line.substr(first + 1, second - first - 1);
    out.version = line.substr(second + 1);
    if (is_version(out.version)) return {};
    if (out.version.find(' ') != std::string_view::npos) return formless;
    return {400, "The request line does not end with an HTTP version."};
}

refusal parse_version(std::string_view version, request& out) {
    if (version[5] != '1') return {505, "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
    out.minor_version = version[7] == '0' ? 0 : 1; // RFC 9110, 2.5: a later 1.x is read as 1.1
    return {};
}

// What no URL contains (RFC 3986, appendix A). Some of it browsers leave as it is behind the '?'
// (the query percent-encode set of the URL standard), where it is let through, and so in a URL that
// stands in the path: it is somebody else's, and taken as it is.
constexpr character_set path_characters{
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'()*+,-./:;=?@[]_~"};
constexpr character_set query_characters{
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'()*+,-./:;=?@[]_~"
    "\\^`{|}"};

// Takes "http://authority" off an absolute-form target; false where the authority is none.
bool take_origin(std::string_view& target, request& out) {
    if (target.starts_with('/')) return true;
    for (const std::string_view scheme : {"http", "https"}) {
        if (!iequals(target.substr(0, scheme.size()), scheme)) continue;
        if (target.substr(scheme.size(), 3) != "://") continue;
        out.scheme = scheme;
        target.remove_prefix(scheme.size() + 3);
        out.host = target.substr(0, std::min(target.find_first_of("/?"), target.size()));
        target.remove_prefix(out.host.size());
        return parse_authority(out.host).has_value();
    }
    return true;
}

refusal parse_target(std::string_view method, request& out) {
    if (out.target.find('#') != std::string_view::npos) {
        return {400, "The request's target has a fragment."};
    }
    std::string_view rest = out.target;
    if (!take_origin(rest, out)) return {400, "The request's target has no proper host."};
    const bool absolute = !out.scheme.empty();
    const bool everything = method == "OPTIONS" && (absolute ? rest.empty() : rest == "*");
    if (!everything && !absolute && rest[0] != '/') {
        return {400, "The request's target is not a path."};
    }
    const std::size_t question = std::min(rest.find('?'), rest.size());
    out.path = rest.substr(0, question);
    out.query = rest.substr(std::min(question + 1, rest.size()));
    const std::size_t inner = std::min(out.path.find("://"), out.path.size());
    if (!path_characters.contains_all(out.path.substr(0, inner)) ||
        !query_characters.contains_all(out.path.substr(inner)) ||
        !query_characters.contains_all(out.query)) {
        return {400, "The request's target contains a character that has to be percent-encoded."};
    }
    if (out.path.empty()) out.path = everything ? "*" : "/";
    return {};
}

} // namespace

refusal check_line_form(std::string_view line) {
    line_parts ignored;
    return split_line(line, ignored);
}

refusal parse_request_line(std::string_view line, request& out) {
    line_parts parts;
    if (const refusal why = split_line(line, parts); why.status != 0) return why;
    const auto known = find_method(parts.method);
    if (known) out.method = *known;
    if (!known && !is_token(parts.method)) return {400, "The request's method is not a word."};
    const auto version = parse_version(parts.version, out);
    if (version.status != 0) return version;
    if (parts.method == "CONNECT") return {501, "CONNECT is not offered: this is not a proxy."};
    if (!known) return {501, "The request's method is not known here."};
    out.target = parts.target;
    out.host = {};
    out.scheme = {};
    out.base = 0;
    return parse_target(parts.method, out);
}

std::optional<query_parameters> parse_query(std::string_view query) {
    query_parameters parameters;
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(pair.size() + 1, query.size()));
        if (pair.empty()) continue;
        const std::size_t equals = pair.find('=');
        auto name = text::query_decode(pair.substr(0, equals));
        auto value = text::query_decode(equals == std::string_view::npos ? std::string_view{}
                                                                         : pair.substr(equals + 1));
        if (!name || !value) return std::nullopt;
        parameters.emplace_back(std::move(*name), std::move(*value));
    }
    return parameters;
}

} // namespace gateway::http
