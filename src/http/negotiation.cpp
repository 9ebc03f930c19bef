#include "http/negotiation.hpp"

#include <algorithm>
#include <optional>

#include "http/request.hpp"

namespace gateway::http {
namespace {

// "0.5" -> 500; at most three decimals, at most 1 (RFC 9110, 12.4.2).
std::optional<int> parse_weight(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
    if (text.size() > 1 && text[1] != '.') return std::nullopt;
    int weight = (text[0] - '0') * 1000;
    int unit = 100;
    for (const char digit : text.substr(std::min<std::size_t>(text.size(), 2))) {
        if (digit < '0' || digit > '9') return std::nullopt;
        weight += (digit - '0') * unit;
        unit /= 10;
    }
    return weight <= 1000 ? std::optional<int>{weight} : std::nullopt;
}

// One element of a list: "text/html;level=1;q=0.5".
struct choice {
    std::string_view name;
    int weight = 1000;
    bool parameters = false; // others than the weight
};

// The next element that can be read; nullopt at the list's end.
std::optional<choice> take_choice(std::string_view& list) {
    while (!list.empty()) {
        std::string_view element = take_element(list);
        choice found{take_element(element, ';')};
        std::optional<int> weight = 1000;
        while (!element.empty()) {
            const std::string_view parameter = take_element(element, ';');
            if (parameter.empty()) continue;
            if (iequals(trim(parameter.substr(0, parameter.find('='))), "q")) {
                const bool well_formed = parameter.size() > 1 && parameter[1] == '=';
                weight = well_formed ? parse_weight(parameter.substr(2)) : std::nullopt;
                break; // what follows would be an extension (RFC 7231, 5.3.2)
            }
            found.parameters = true;
        }
        if (found.name.empty() || !weight) continue;
        found.weight = *weight;
        return found;
    }
    return std::nullopt;
}

// How exactly a media range covers a type: 0 where it does not.
int detail_of(const choice& range, std::string_view type) {
    if (range.name == "*/*") return 1;
    if (iequals(range.name, type)) return range.parameters ? 3 : 4;
    const std::size_t slash = type.find('/') + 1;
    const bool whole_group = range.name.size() == slash + 1 && range.name.ends_with("/*") &&
                             iequals(range.name.substr(0, slash), type.substr(0, slash));
    return whole_group ? 2 : 0;
}

} // namespace

preference preference_for(std::string_view accept, std::string_view media_type) {
    preference best;
    bool any = false;
    while (const auto range = take_choice(accept)) {
        any = true;
        const int detail = detail_of(*range, media_type);
        if (detail > best.detail) best = {range->weight, detail};
    }
    return any ? best : preference{1000, 1};
}

bool prefers_gzip(std::string_view accept_encoding) {
    std::optional<int> gzip, identity, rest;
    while (const auto coding = take_choice(accept_encoding)) {
        const bool is_gzip = iequals(coding->name, "gzip") || iequals(coding->name, "x-gzip");
        auto& weight = is_gzip ? gzip : iequals(coding->name, "identity") ? identity : rest;
        if (&weight == &rest && coding->name != "*") continue;
        if (!weight) weight = coding->weight;
    }
    // No coding at all can be had by everybody who does not say otherwise, but asked for it is not.
    const int of_gzip = gzip.value_or(rest.value_or(0));
    return of_gzip > 0 && of_gzip >= identity.value_or(rest.value_or(0));
}

bool prefers_json(std::string_view accept) {
    const preference html = preference_for(accept, "text/html");
    for (const std::string_view type : {"application/json", "application/problem+json"}) {
        const preference json = preference_for(accept, type);
        if (json.weight > html.weight) return true;
        if (json.weight != 0 && json.weight == html.weight && json.detail > html.detail)
            return true;
    }
    return false;
}

} // namespace gateway::http
