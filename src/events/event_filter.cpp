#include "events/event_filter.hpp"

#include <cstring>

namespace gateway::events {

bool event_filter::matches(const event& e) const {
    if (via && *via != e.via) return false;
    if (source && !source->matches(e.source)) return false;
    // memmem(3) searches many times faster than std::string_view::find.
    return contains.empty() || ::memmem(e.payload.data(), e.payload.size(), contains.data(),
                                        contains.size()) != nullptr;
}

} // namespace gateway::events
