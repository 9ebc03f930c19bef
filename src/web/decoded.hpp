#pragma once

#include <string>
#include <string_view>

namespace gateway::web {

// What a payload means, for people.
struct decoded {
    std::string_view decoder; // "JSON"; empty where nothing recognised it
    std::string text;         // several lines
};

// Recognises JSON (RFC 8259) objects and arrays, which are indented and otherwise left as they
// were sent. Plain function, any thread; time and memory grow with the payload's size only.
decoded decode(std::string_view payload);

} // namespace gateway::web
