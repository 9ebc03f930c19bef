#include "http/negotiation.hpp"

#include <algorithm>

#include "http/request.hpp"

namespace gateway::http {
namespace {

// "gzip;q=0.000" has a weight of zero.
bool has_weight(std::string_view parameters) {
    const std::size_t q = parameters.find("q=");
    if (q == std::string_view::npos) return true;
    return parameters.substr(q + 2).find_first_of("123456789") != std::string_view::npos;
}

} // namespace

bool accepts_gzip(std::string_view accept_encoding) {
    bool any = false;
    while (!accept_encoding.empty()) {
        const std::string_view element = take_element(accept_encoding);
        const std::size_t semicolon = std::min(element.find(';'), element.size());
        const std::string_view coding = trim(element.substr(0, semicolon));
        const bool weighted = has_weight(element.substr(semicolon));
        if (iequals(coding, "gzip") || iequals(coding, "x-gzip")) return weighted;
        if (coding == "*") any = weighted;
    }
    return any;
}

bool none_match_names(std::string_view if_none_match, std::string_view etag) {
    while (!if_none_match.empty()) {
        std::string_view element = take_element(if_none_match);
        if (element.starts_with("W/")) element.remove_prefix(2);
        if (element == "*" || element == etag) return true;
    }
    return false;
}

} // namespace gateway::http
