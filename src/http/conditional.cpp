#include "http/conditional.hpp"

#include <algorithm>

#include "text/time.hpp"

namespace gateway::http {
namespace {

bool is_weak(std::string_view etag) {
    return etag.starts_with("W/");
}

std::string_view opaque_tag(std::string_view etag) {
    return is_weak(etag) ? etag.substr(2) : etag;
}

bool same_strongly(std::string_view a, std::string_view b) {
    return !a.empty() && a == b && !is_weak(a);
}

bool same_weakly(std::string_view a, std::string_view b) {
    return !a.empty() && !b.empty() && opaque_tag(a) == opaque_tag(b);
}

bool is_tag_character(char c) { // etagc of RFC 9110, 8.8.3
    const auto byte = static_cast<unsigned char>(c);
    return byte == 0x21 || (byte >= 0x23 && byte != 0x7f);
}

// Takes the next entity tag off a list; empty at its end, and where what follows is none. Commas
// may stand inside a tag, so that the list can't be split at them.
std::string_view take_tag(std::string_view& list) {
    list.remove_prefix(std::min(list.find_first_not_of(" \t,"), list.size()));
    const std::size_t quote = is_weak(list) ? 2 : 0;
    if (list.size() <= quote || list[quote] != '"') return {};
    std::size_t end = quote + 1;
    while (end < list.size() && is_tag_character(list[end])) ++end;
    if (end == list.size() || list[end] != '"') return {};
    const std::string_view tag = list.substr(0, end + 1);
    list.remove_prefix(tag.size());
    const std::size_t next = list.find_first_not_of(" \t");
    if (next != std::string_view::npos && list[next] != ',') return {};
    return tag;
}

using comparison = bool (*)(std::string_view, std::string_view);

// Whether the value of If-Match or If-None-Match names the state with this tag.
bool names(std::string_view value, std::string_view etag, comparison same) {
    if (value == "*") return true;
    for (auto tag = take_tag(value); !tag.empty(); tag = take_tag(value)) {
        if (same(tag, etag)) return true;
    }
    return false;
}

bool is_read(method m) {
    return m == method::get || m == method::head;
}

} // namespace

precondition check_preconditions(const request& r, const validators& v, std::int64_t now) {
    const auto date_in = [&](std::string_view name) -> std::optional<std::int64_t> {
        const auto value = v.last_modified ? r.combined(name) : std::nullopt;
        return value ? text::parse_http_date(*value, now) : std::nullopt;
    };
    if (const auto tags = r.combined("if-match")) {
        if (!names(*tags, v.etag, same_strongly)) return precondition::failed;
    } else if (const auto date = date_in("if-unmodified-since")) {
        if (*v.last_modified > *date) return precondition::failed;
    }
    if (const auto tags = r.combined("if-none-match")) {
        if (!names(*tags, v.etag, same_weakly)) return precondition::holds;
        return is_read(r.method) ? precondition::not_modified : precondition::failed;
    }
    if (is_read(r.method)) {
        const auto date = date_in("if-modified-since");
        if (date && *v.last_modified <= *date) return precondition::not_modified;
    }
    return precondition::holds;
}

bool if_range_holds(const request& r, const validators& v, std::int64_t now) {
    const auto value = r.combined("if-range");
    if (!value) return true;
    if (value->find('"') != std::string::npos) {
        std::string_view list = *value;
        const std::string_view tag = take_tag(list);
        return list.empty() && same_strongly(tag, v.etag);
    }
    const auto date = text::parse_http_date(*value, now);
    return date && v.last_modified && *date == *v.last_modified;
}

} // namespace gateway::http
