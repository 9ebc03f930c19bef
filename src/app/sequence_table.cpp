#include "app/sequence_table.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "app/usage.hpp"
#include "events/sequence_reader.hpp"
#include "text/escape.hpp"
#include "text/number.hpp"

namespace gateway::app {
namespace {

[[noreturn]] void fail(const config_value& at, std::string_view key, std::string_view expected) {
    throw usage_error(fmt::format("{}: sequence '{}' is not valid; expected {}", at.place,
                                  text::printable(key), expected));
}

std::string read_place(const config_value& value, std::string_view key, std::string_view form) {
    const std::string* const text = value.as_text();
    if (text == nullptr || text->empty()) fail(value, key, form);
    sequence_options place;
    (key == "json" ? place.json : place.pattern) = *text;
    try {
        const events::sequence_reader tried{place};
    } catch (const std::runtime_error& e) {
        fail(value, key, fmt::format("{} ({})", form, text::printable(e.what())));
    }
    return *text;
}

unsigned read_bits(const config_value& value) {
    const std::string* const text = value.as_text();
    const auto bits = text ? text::parse_uint(*text) : std::nullopt;
    if (!bits || (*bits != 16 && *bits != 32 && *bits != 64)) fail(value, "bits", "16, 32 or 64");
    return static_cast<unsigned>(*bits);
}

} // namespace

void set_sequence(config& c, const config_value::table& entries) {
    c.sequence = {};
    for (const auto& [key, value] : entries) {
        if (key == "pattern") {
            c.sequence.pattern = read_place(
                value, key,
                "a pattern of RE2 with exactly one group for the number, \"seq=(\\\\d+)\"");
        } else if (key == "json") {
            c.sequence.json =
                read_place(value, key, "a JSON pointer, \"/head/seq\", or a name, \"seq\"");
        } else if (key == "bits") {
            c.sequence.bits = read_bits(value);
        } else {
            fail(value, key, "pattern, json or bits");
        }
    }
    if (!c.sequence.pattern.empty() && !c.sequence.json.empty()) {
        fail(entries.front().value, "json", "pattern or json, not both");
    }
}

} // namespace gateway::app
