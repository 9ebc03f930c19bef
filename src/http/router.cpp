#include "http/router.hpp"

#include <optional>

namespace gateway::http {
namespace {

// Nearly all patterns differ from a path in length or in the last character before their hole.
bool begins_like(const route_pattern& pattern, std::string_view path) {
    const std::size_t fixed = pattern.fixed;
    return path.size() >= fixed && (fixed == 0 || path[fixed - 1] == pattern[fixed - 1]) &&
           path.starts_with(pattern.substr(0, fixed));
}

std::optional<std::string_view> match(const route_pattern& whole, std::string_view path) {
    if (!begins_like(whole, path)) return std::nullopt;
    const std::string_view pattern = whole.substr(whole.fixed);
    path.remove_prefix(whole.fixed);
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
