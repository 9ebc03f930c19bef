#include "forward/kafka_task.hpp"

#include <stdexcept>

// The door of a build without librdkafka. The command line asks has_kafka() first.
namespace gateway::forward {
namespace {

constexpr const char* nothing_here = "this build has no Kafka: librdkafka was not there";

} // namespace

bool has_kafka() {
    return false;
}

std::string property_problem(const std::string&, const std::string&) {
    return nothing_here;
}

std::unique_ptr<kafka_task> make_forwarder(const kafka_context&, const kafka_options&) {
    throw std::runtime_error(nothing_here);
}

std::unique_ptr<kafka_task> make_reader(const kafka_context&, const kafka_options&) {
    throw std::runtime_error(nothing_here);
}

} // namespace gateway::forward
