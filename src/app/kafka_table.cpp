#include "app/kafka_table.hpp"

#include <fmt/format.h>

#include "app/usage.hpp"
#include "forward/kafka_task.hpp"
#include "text/escape.hpp"

namespace gateway::app {

void set_kafka(config& c, const config_value::table& entries) {
    c.kafka.properties.clear();
    for (const auto& [name, value] : entries) {
        const std::string* const text = value.as_text();
        if (text == nullptr) {
            throw usage_error(
                fmt::format("{}: kafka property '{}' is not a text, a whole number, true or false",
                            value.place, text::printable(name)));
        }
        const std::string problem = forward::property_problem(name, *text);
        if (!problem.empty()) {
            throw usage_error(fmt::format("{}: kafka property '{}' is not valid; {}", value.place,
                                          text::printable(name), text::printable(problem)));
        }
        c.kafka.properties[name] = *text;
    }
}

} // namespace gateway::app
