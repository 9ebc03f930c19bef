#include "app/name_table.hpp"

#include <fmt/format.h>

#include "app/usage.hpp"
#include "events/source_names.hpp"
#include "text/address.hpp"
#include "text/escape.hpp"

namespace gateway::app {
namespace {

constexpr std::size_t max_entries = 10'000;

[[noreturn]] void fail(const config_value& at, std::string_view source, std::string_view expected) {
    throw usage_error(fmt::format("{}: name of '{}' is not valid; expected {}", at.place,
                                  text::printable(source), expected));
}

} // namespace

void set_names(config& c, const config_value::table& entries) {
    c.content.names.clear();
    events::source_names named;
    for (const auto& [source, value] : entries) {
        const std::string* const name = value.as_text();
        if (!text::parse_source_filter(source)) {
            fail(value, source,
                 "an address, an address and port, or a block (192.0.2.7, 192.0.2.7:5000, "
                 "[2001:db8::1]:5000, 192.0.2.0/24) in front of it");
        }
        if (name == nullptr || !events::source_names::is_name(*name)) {
            fail(value, source,
                 fmt::format("a text of 1 to {} bytes that can be shown as it is",
                             events::source_names::max_name));
        }
        if (!named.add({source, *name})) {
            fail(value, source, "each source once, in one of its spellings");
        }
        if (c.content.names.size() == max_entries) {
            fail(value, source, fmt::format("at most {} names", max_entries));
        }
        c.content.names.push_back({source, *name});
    }
}

} // namespace gateway::app
