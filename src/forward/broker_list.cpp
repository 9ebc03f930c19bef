#include "forward/broker_list.hpp"

#include <algorithm>

#include "text/address.hpp"
#include "text/number.hpp"

namespace gateway::forward {
namespace {

// Of names of hosts and of topics.
bool is_name_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
}

bool is_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_name_letter);
}

bool is_port(std::string_view text) {
    const auto port = text::parse_uint(text);
    return port && *port >= 1 && *port <= 65'535;
}

bool is_broker(std::string_view text) {
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) return false;
        const std::string_view address = text.substr(1, end - 1), rest = text.substr(end + 1);
        if (address.find(':') == std::string_view::npos) return false;
        if (!text::parse_address(address)) return false;
        return rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
    }
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return is_name(text);
    return is_name(text.substr(0, colon)) && is_port(text.substr(colon + 1));
}

} // namespace

bool is_broker_list(std::string_view text) {
    for (;;) {
        const std::size_t comma = text.find(',');
        if (!is_broker(text.substr(0, comma))) return false;
        if (comma == std::string_view::npos) return true;
        text.remove_prefix(comma + 1);
    }
}

bool is_topic_name(std::string_view text) {
    return is_name(text) && text.size() <= 249 && text != "." && text != "..";
}

} // namespace gateway::forward
