#include "forward/kafka_task.hpp"

#include "forward/kafka_forwarder.hpp"
#include "forward/kafka_reader.hpp"

namespace gateway::forward {

std::unique_ptr<kafka_task> make_forwarder(const kafka_context& context,
                                           const kafka_options& options) {
    return std::make_unique<kafka_forwarder>(context, options);
}

std::unique_ptr<kafka_task> make_reader(const kafka_context& context,
                                        const kafka_options& options) {
    return std::make_unique<kafka_reader>(context, options);
}

} // namespace gateway::forward
