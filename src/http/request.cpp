#include "http/request.hpp"

#include <algorithm>

namespace gateway::http {

std::string_view request::path_and_query() const {
    const std::size_t origin = scheme.empty() ? 0 : scheme.size() + 3 + host.size(); // "://"
    return target.substr(origin + base);
}

std::string_view request::header(std::string_view name) const {
    for (const header_field& field : headers) {
        if (iequals(field.name, name)) return field.value;
    }
    return {};
}

bool request::header_names(std::string_view name, std::string_view element) const {
    return std::any_of(headers.begin(), headers.end(), [&](const header_field& field) {
        return iequals(field.name, name) && list_names(field.value, element);
    });
}

std::optional<std::string> request::combined(std::string_view name) const {
    std::optional<std::string> list;
    for (const header_field& field : headers) {
        if (!iequals(field.name, name)) continue;
        if (list) {
            *list += ", ";
            *list += field.value;
        } else {
            list.emplace(field.value);
        }
    }
    return list;
}

} // namespace gateway::http
