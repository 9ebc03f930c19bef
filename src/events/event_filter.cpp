#include "events/event_filter.hpp"

#include <cstring>
#include <string_view>

namespace gateway::events {

bool event_filter::matches(const event& e) const {
    std::size_t searched = 0;
    verdict v = verdict::unfinished;
    while (v == verdict::unfinished) v = look(e, searched);
    return v == verdict::yes;
}

event_filter::verdict event_filter::look(const event& e, std::size_t& searched) const {
    if (searched == 0) {
        if (since_ns && e.time_ns < *since_ns) return verdict::no;
        if (until_ns && e.time_ns >= *until_ns) return verdict::no;
        if (via && *via != e.via) return verdict::no;
        if (source && !source->matches(e.source)) return verdict::no;
    }
    if (contains.empty()) return verdict::yes;
    // What is found may begin in this piece and end behind it.
    const std::string_view part = e.payload.substr(searched, piece + contains.size() - 1);
    // memmem(3) searches many times faster than std::string_view::find.
    if (::memmem(part.data(), part.size(), contains.data(), contains.size()) != nullptr) {
        return verdict::yes;
    }
    if (e.payload.size() - searched <= part.size()) return verdict::no;
    searched += piece;
    return verdict::unfinished;
}

} // namespace gateway::events
