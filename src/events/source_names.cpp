#include "events/source_names.hpp"

#include "text/escape.hpp"
#include "text/utf8.hpp"

namespace gateway::events {

bool source_names::is_name(std::string_view text) {
    if (text.empty() || text.size() > max_name || !text::is_utf8(text)) return false;
    // A backslash is escaped there too, but deceives nobody.
    std::string plain{text};
    std::erase(plain, '\\');
    return text::printable(plain) == plain && text.find_first_not_of(' ') != std::string_view::npos;
}

source_names::source_names(const std::vector<source_name>& names) {
    for (const source_name& one : names) add(one);
}

bool source_names::add(const source_name& one) {
    const auto source = text::parse_source_filter(one.source);
    if (!source) return false;
    const shape s{source->block.prefix, source->port.has_value()};
    endpoint e = source->block.base;
    e.port = source->port.value_or(0);
    return names_[s].emplace(key_of(e, s), one.name).second;
}

std::string_view source_names::find(const endpoint& source) const {
    for (const auto& [s, names] : names_) {
        const auto found = names.find(key_of(source, s));
        if (found != names.end()) return found->second;
    }
    return {};
}

source_names::key source_names::key_of(const endpoint& e, const shape& s) {
    key k{e.address, s.has_port ? e.port : std::uint16_t{0}};
    for (std::size_t i = 0; i < k.address.size(); ++i) {
        const unsigned kept =
            s.prefix < 8 * i ? 0 : std::min(s.prefix - 8U * static_cast<unsigned>(i), 8U);
        k.address[i] &= static_cast<std::uint8_t>(0xff00U >> kept);
    }
    return k;
}

} // namespace gateway::events
