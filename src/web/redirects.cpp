#include "web/redirects.hpp"

#include <algorithm>
#include <utility>

#include "http/grammar.hpp"
#include "text/percent.hpp"

namespace gateway::web {
namespace {

constexpr std::string_view rest_hole = "{rest}";
constexpr std::string_view query_hole = "{query}";

// "." or "..", in any of the forms that a browser takes for one (URL standard, 4.4): with it the
// rest would lead out of the folder that the target names.
bool is_dot_segment(std::string_view segment) {
    std::size_t dots = 0;
    while (!segment.empty()) {
        const bool encoded = http::iequals(segment.substr(0, 3), "%2e");
        if (!encoded && segment.front() != '.') return false;
        segment.remove_prefix(encoded ? 3 : 1);
        ++dots;
    }
    return dots == 1 || dots == 2;
}

bool has_dot_segment(std::string_view path) {
    while (!path.empty()) {
        const std::string_view segment = path.substr(0, path.find('/'));
        if (is_dot_segment(segment)) return true;
        path.remove_prefix(std::min(segment.size() + 1, path.size()));
    }
    return false;
}

// What browsers leave as it is in a query, but no URL may contain (see http/target.cpp).
void append_query(std::string& out, std::string_view query) {
    constexpr std::string_view to_encode = "\\^`{|}";
    for (const char c : query) {
        if (to_encode.find(c) == std::string_view::npos) {
            out.push_back(c);
        } else {
            text::append_percent_encoded(out, {&c, 1});
        }
    }
}

} // namespace

redirects::redirects(const std::vector<redirect>& table, std::uint64_t seed, std::string_view base)
    : random_(seed) {
    for (const redirect& r : table) {
        std::uint64_t weights = 0;
        for (const redirect_target& t : r.targets) {
            weights += t.weight;
            const std::string_view in_front = t.url.starts_with('/') ? base : std::string_view{};
            table_[r.name].push_back(parse(std::string{in_front} + t.url, weights));
        }
    }
}

redirects::target redirects::parse(std::string_view url, std::uint64_t up_to) {
    using hole = target::piece::hole;
    target t{{}, up_to, url.find(rest_hole) != std::string_view::npos};
    target::piece next;
    while (!url.empty()) {
        const bool rest = url.starts_with(rest_hole);
        if (!rest && !url.starts_with(query_hole)) {
            next.text.push_back(url.front());
            url.remove_prefix(1);
            continue;
        }
        url.remove_prefix(rest ? rest_hole.size() : query_hole.size());
        next.filled_with = rest ? hole::rest : hole::query;
        next.droppable = !rest && (url.empty() || url.front() == '#');
        t.pieces.push_back(std::exchange(next, {}));
    }
    t.pieces.push_back(std::move(next));
    return t;
}

redirects::place redirects::find(std::string_view path) {
    const std::string_view name = path.substr(0, path.find('/'));
    const std::string_view rest = path.substr(std::min(name.size() + 1, path.size()));
    const auto at = table_.find(name);
    if (at == table_.end()) return {nullptr, name, rest, 404, "There is no redirect of this name."};
    const std::vector<target>& targets = at->second;
    if (name.size() != path.size() && !targets.front().takes_rest) {
        return {nullptr, name, rest, 404, "Nothing stands behind the name of this redirect."};
    }
    if (has_dot_segment(rest)) {
        return {nullptr, name, rest, 400,
                "What stands behind the redirect's name has dots as a segment."};
    }
    const std::uint64_t drawn = targets.size() == 1 ? 0 : random_() % targets.back().up_to;
    const auto chosen = std::find_if(targets.begin(), targets.end(),
                                     [&](const target& t) { return drawn < t.up_to; });
    return {&*chosen, name, rest};
}

void redirects::append_location(std::string& out, const place& p, std::string_view query) {
    using hole = target::piece::hole;
    for (const target::piece& next : p.to->pieces) {
        out += next.text;
        if (next.filled_with == hole::rest) out += p.rest;
        if (next.filled_with == hole::query) append_query(out, query);
        if (next.droppable && query.empty()) out.pop_back();
    }
}

} // namespace gateway::web
