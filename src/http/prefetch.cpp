#include "http/prefetch.hpp"

#include <algorithm>
#include <array>

#include "http/grammar.hpp"

namespace gateway::http {
namespace {

bool names_prefetch(std::string_view list) {
    while (!list.empty()) {
        std::string_view element = take_element(list);
        if (iequals(take_token(element), "prefetch")) return true;
    }
    return false;
}

} // namespace

bool is_prefetch(const request& r) {
    constexpr std::array<std::string_view, 3> fields{"sec-purpose", "purpose", "x-moz"};
    return std::any_of(r.headers.begin(), r.headers.end(), [&](const header_field& field) {
        return std::any_of(fields.begin(), fields.end(),
                           [&](std::string_view name) { return iequals(field.name, name); }) &&
               names_prefetch(field.value);
    });
}

} // namespace gateway::http
