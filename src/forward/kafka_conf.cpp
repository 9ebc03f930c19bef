#include "forward/kafka_conf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

#include "forward/kafka_task.hpp"

namespace gateway::forward {
namespace {

// Set by the gateway, as its promises hang on them.
constexpr std::array<std::string_view, 12> reserved{"bootstrap.servers",
                                                    "metadata.broker.list",
                                                    "acks",
                                                    "request.required.acks",
                                                    "enable.idempotence",
                                                    "enable.auto.offset.store",
                                                    "enable.auto.commit",
                                                    "log.queue",
                                                    "delivery.report.only.error",
                                                    "group.id",
                                                    "transactional.id",
                                                    "partition.assignment.strategy"};

// Empty where it is set, else what librdkafka has against it.
std::string set(rd_kafka_conf_t* conf, const char* name, const char* value) {
    std::array<char, 512> problem{};
    const auto result = rd_kafka_conf_set(conf, name, value, problem.data(), problem.size());
    return result == RD_KAFKA_CONF_OK ? std::string{} : problem.data();
}

void set_or_throw(rd_kafka_conf_t* conf, const char* name, const char* value) {
    const std::string problem = set(conf, name, value);
    if (!problem.empty()) throw std::runtime_error(fmt::format("kafka: {}", problem));
}

} // namespace

bool has_kafka() {
    return true;
}

std::string property_problem(const std::string& name, const std::string& value) {
    if (std::find(reserved.begin(), reserved.end(), name) != reserved.end()) {
        return fmt::format("Property \"{}\" is the gateway's own", name);
    }
    const conf_ptr conf{rd_kafka_conf_new()};
    return set(conf.get(), name.c_str(), value.c_str());
}

conf_ptr make_conf(std::initializer_list<kafka_property> defaults, const kafka_options& options,
                   const std::string& brokers, int events) {
    conf_ptr conf{rd_kafka_conf_new()};
    set_or_throw(conf.get(), "client.id", "event-gateway");
    set_or_throw(conf.get(), "reconnect.backoff.max.ms", "1000");
    for (const auto& [name, value] : defaults) set_or_throw(conf.get(), name, value);
    for (const auto& [name, value] : options.properties) {
        set_or_throw(conf.get(), name.c_str(), value.c_str());
    }
    set_or_throw(conf.get(), "bootstrap.servers", brokers.c_str());
    set_or_throw(conf.get(), "log.queue", "true");
    rd_kafka_conf_set_events(conf.get(), events | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG);
    return conf;
}

} // namespace gateway::forward
