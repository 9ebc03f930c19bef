#include "http/router.hpp"

#include <optional>

namespace gateway::http {
namespace {

std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
    if (pattern.ends_with("{*}")) {
        pattern.remove_suffix(3);
        if (path.size() <= pattern.size() || !path.starts_with(pattern)) return std::nullopt;
        return path.substr(pattern.size());
    }
    const std::size_t hole = pattern.find("{}");
    if (hole == std::string_view::npos) {
        return pattern == path ? std::optional<std::string_view>{""} : std::nullopt;
    }
    const std::string_view before = pattern.substr(0, hole);
    const std::string_view after = pattern.substr(hole + 2);
    if (path.size() <= before.size() + after.size() || !path.starts_with(before) ||
        !path.ends_with(after)) {
        return std::nullopt;
    }
    const auto segment = path.substr(before.size(), path.size() - before.size() - after.size());
    if (segment.find('/') != std::string_view::npos) return std::nullopt;
    return segment;
}

bool answers(const route& r, method m) {
    switch (r.method) {
        case route::answers::post:
            return m == method::post;
        case route::answers::put:
            return m == method::put;
        case route::answers::get:
            break;
    }
    return m == method::get || m == method::head;
}

} // namespace

route_match find_route(std::span<const route> table, std::string_view path, method m) {
    route_match result;
    for (const route& r : table) {
        const auto parameter = match(r.pattern, path);
        if (!parameter) continue;
        result = {&r, answers(r, m), *parameter};
        if (result.allowed) break;
    }
    return result;
}

std::string allowed_methods(std::span<const route> table, std::string_view path) {
    std::string methods;
    for (const route& r : table) {
        if (!match(r.pattern, path)) continue;
        switch (r.method) {
            case route::answers::get:
                methods += "GET, HEAD, ";
                break;
            case route::answers::post:
                methods += "POST, ";
                break;
            case route::answers::put:
                methods += "PUT, ";
                break;
        }
    }
    return methods + "OPTIONS";
}

} // namespace gateway::http
