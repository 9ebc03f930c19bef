#include "web/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "text/escape.hpp"

namespace gateway::web {

known_parameters parse_known(std::string_view query, std::span<const std::string_view> allowed) {
    known_parameters out;
    auto parameters = http::parse_query(query);
    if (!parameters) {
        out.error = "The query has a percent sign that is not followed by two hexadecimal digits.";
        return out;
    }
    out.list = std::move(*parameters);
    for (auto at = out.list.begin(); at != out.list.end() && out.error.empty(); ++at) {
        const std::string& name = at->first;
        const auto same = [&](const auto& other) { return other.first == name; };
        if (std::find(allowed.begin(), allowed.end(), name) == allowed.end()) {
            out.error =
                fmt::format("The parameter '{}' is not known here; {}{}.", text::printable(name),
                            allowed.empty() ? "none is" : "known: ", fmt::join(allowed, ", "));
        } else if (std::any_of(out.list.begin(), at, same)) {
            out.error = fmt::format("The parameter '{}' is given twice.", name);
        }
    }
    return out;
}

} // namespace gateway::web
