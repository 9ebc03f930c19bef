#include "http/router.hpp"

#include <optional>

namespace gateway::http {
namespace {

// Nearly all patterns differ from a path in length or in the last character before their hole.
bool can_match(const route& r, std::string_view path) {
    if (path.size() < r.fixed || (path.size() > r.fixed && r.fixed == r.pattern.size()))
        return false;
    return r.fixed == 0 || path[r.fixed - 1] == r.last;
}

std::optional<std::string_view> match(const route& r, std::string_view path) {
    if (!can_match(r, path) || !path.starts_with(r.pattern.substr(0, r.fixed))) return std::nullopt;
    const std::string_view pattern = r.pattern.substr(r.fixed);
    path.remove_prefix(r.fixed);
    if (pattern.empty()) return path.empty() ? std::optional{path} : std::nullopt;
    if (pattern == "{*}") return path.empty() ? std::nullopt : std::optional{path};
    const std::string_view after = pattern.substr(2); // behind "{}"
    if (path.size() <= after.size() || !path.ends_with(after)) return std::nullopt;
    const std::string_view segment = path.substr(0, path.size() - after.size());
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
        if (!can_match(r, path)) continue;
        const auto parameter = match(r, path);
        if (!parameter) continue;
        result = {&r, answers(r, m), *parameter};
        if (result.allowed) break;
    }
    return result;
}

std::string allowed_methods(std::span<const route> table, std::string_view path) {
    std::string methods;
    for (const route& r : table) {
        if (!match(r, path)) continue;
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
