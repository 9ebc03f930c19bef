#include "web/capture_target.hpp"

#include <algorithm>

#include "text/time.hpp"

namespace gateway::web {
namespace {

constexpr std::string_view folder = "/web/";
constexpr std::string_view all_times = "timemap";

capture_target refused(int status, std::string_view detail) {
    return {std::nullopt, {}, {status, detail}};
}

} // namespace

capture_target parse_capture_target(const http::request& r) {
    std::string_view rest = r.path_and_query();
    // A route may be found by another spelling of it, in which the URL would be another one too.
    if (!rest.starts_with(folder)) return refused(404, "Captures are under /web/, spelled so.");
    rest.remove_prefix(folder.size());
    const std::string_view time = rest.substr(0, rest.find('/'));
    const auto time_s = text::parse_compact_time(time);
    if (!time_s && time != all_times) {
        return refused(400, "The time of a capture is YYYYMMDDhhmmss, in UTC.");
    }
    rest.remove_prefix(std::min(time.size() + 1, rest.size()));
    if (rest.empty()) return refused(400, "There is no URL behind the time of the capture.");
    return {time_s, rest, {}};
}

std::string capture_address(std::int64_t time_s, std::string_view url) {
    std::string address{folder};
    text::append_compact_time(address, time_s);
    address += '/';
    address += url;
    return address;
}

std::string timemap_address(std::string_view url) {
    std::string address{folder};
    address += all_times;
    address += '/';
    address += url;
    return address;
}

} // namespace gateway::web
