#include "web/layouts.hpp"

#include "text/escape.hpp"

namespace gateway::web {

std::string layouts_json(const std::vector<layout>& layouts) {
    std::string out = "{\"layouts\":[";
    for (const layout& l : layouts) {
        if (&l != &layouts.front()) out.push_back(',');
        out += "{\"source\":\"";
        text::append_json_string(out, l.source);
        out += "\",\"layout\":\"";
        text::append_json_string(out, l.text);
        out += "\"}";
    }
    out += "]}";
    return out;
}

} // namespace gateway::web
