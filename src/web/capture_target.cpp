#include "web/capture_target.hpp"

#include <algorithm>

#include "text/time.hpp"

namespace gateway::web {
namespace {

constexpr std::string_view folder = "/web/";
constexpr std::string_view timemap_folder = "/web/timemap/";
constexpr http::refusal no_url{400, "There is no URL behind /web/{time}/."};

} // namespace

capture_target parse_capture_target(const http::request& r) {
    std::string_view rest = r.path_and_query();
    // A route may be found by another spelling of it, in which the URL would be another one too.
    if (!rest.starts_with(folder)) return {0, {}, {404, "Captures are under /web/, spelled so."}};
    rest.remove_prefix(folder.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const auto time_s = text::parse_compact_time(rest.substr(0, slash));
    if (!time_s) return {0, {}, {400, "The time of a capture is YYYYMMDDhhmmss, in UTC."}};
    rest.remove_prefix(std::min(slash + 1, rest.size()));
    return {*time_s, rest, rest.empty() ? no_url : http::refusal{}};
}

capture_target parse_timemap_target(const http::request& r) {
    std::string_view rest = r.path_and_query();
    if (!rest.starts_with(timemap_folder)) return parse_capture_target(r);
    rest.remove_prefix(timemap_folder.size());
    return {0, rest, rest.empty() ? no_url : http::refusal{}};
}

std::string capture_address(std::int64_t time_s, std::string_view url) {
    std::string address{folder};
    text::append_compact_time(address, time_s);
    address += '/';
    address += url;
    return address;
}

std::string timemap_address(std::string_view url) {
    std::string address{timemap_folder};
    address += url;
    return address;
}

} // namespace gateway::web
