#include "http/target.hpp"

#include <algorithm>

#include "text/percent.hpp"

namespace gateway::http {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

refusal parse_version(std::string_view version, request& out) {
    const bool well_formed = version.size() == 8 && version.starts_with("HTTP/") &&
                             is_digit(version[5]) && version[6] == '.' && is_digit(version[7]);
    if (!well_formed) return {400, "The request line does not end with an HTTP version."};
    if (version[5] != '1' || version[7] > '1') {
        return {505, "Only HTTP/1.0 and HTTP/1.1 are spoken here."};
    }
    out.minor_version = version[7] == '1' ? 1 : 0;
    return {};
}

// Takes "http://authority" off an absolute-form target.
std::string_view take_authority(std::string_view target, std::string_view& host) {
    constexpr std::string_view scheme = "http://";
    if (!iequals(target.substr(0, scheme.size()), scheme)) return target;
    target.remove_prefix(scheme.size());
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    host = target.substr(0, end);
    return target.substr(end);
}

} // namespace

refusal parse_request_line(std::string_view line, request& out) {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == 0 || last <= first + 1 ||
        std::count(line.begin(), line.end(), ' ') != 2) {
        return {400, "The request line is not a method, a target and a version."};
    }
    const auto version = parse_version(line.substr(last + 1), out);
    if (version.status != 0) return version;

    out.target = line.substr(first + 1, last - first - 1);
    out.host = {};
    const std::string_view rest = take_authority(out.target, out.host);
    const bool absolute = rest.size() != out.target.size();
    if (absolute ? out.host.empty() : (rest[0] != '/' && rest != "*")) {
        return {400, "The request's target is not a path."};
    }
    if (out.target.find('#') != std::string_view::npos) {
        return {400, "The request's target has a fragment."};
    }
    const std::size_t question = rest.find('?');
    out.path = rest.substr(0, question);
    out.query = question == std::string_view::npos ? std::string_view{} : rest.substr(question + 1);
    if (out.path.empty()) out.path = "/";
    return {};
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
