#pragma once

#include <librdkafka/rdkafka.h>

#include <initializer_list>
#include <memory>
#include <string>

#include "gateway/config.hpp"

// What librdkafka is told before it starts.
namespace gateway::forward {

struct destroy_conf {
    void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
};
using conf_ptr = std::unique_ptr<rd_kafka_conf_t, destroy_conf>;

struct kafka_property {
    const char* name;
    const char* value;
};

// `defaults`, over them what the user has set, over that the brokers and the gateway's way to hear
// of events: all of them come through a queue, none by a callback in a thread of librdkafka.
// `events`: RD_KAFKA_EVENT_... Throws std::runtime_error where the user has set what there is not.
conf_ptr make_conf(std::initializer_list<kafka_property> defaults, const kafka_options& options,
                   const std::string& brokers, int events);

} // namespace gateway::forward
