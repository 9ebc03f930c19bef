#include "web/file_path.hpp"

#include <algorithm>

#include "text/percent.hpp"

namespace gateway::web {
namespace {

bool is_hidden_or_empty(std::string_view segment) {
    return segment.empty() || segment.front() == '.';
}

} // namespace

file_path decode_file_path(std::string_view raw) {
    auto path = text::percent_decode(raw);
    if (!path) return {{}, {400, malformed_percent}};
    using namespace std::string_view_literals;
    if (path->find_first_of("\0\\"sv) != std::string::npos ||
        std::count(path->begin(), path->end(), '/') != std::count(raw.begin(), raw.end(), '/')) {
        return {{}, {400, "The path has a byte that is not part of any file's name here."}};
    }
    std::string_view rest = *path;
    for (;;) {
        const std::string_view segment = rest.substr(0, rest.find('/'));
        if (is_hidden_or_empty(segment)) return {{}, {404, "There is no such file."}};
        if (segment.size() == rest.size()) return {std::move(*path), {}};
        rest.remove_prefix(segment.size() + 1);
    }
}

} // namespace gateway::web
