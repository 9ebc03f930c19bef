#pragma once

#include <asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "events/event_store.hpp"
#include "gateway/config.hpp"
#include "gateway/counters.hpp"
#include "loop/standing_tasks.hpp"
#include "loop/tokens.hpp"
#include "loop/wakeup.hpp"

namespace spdlog {
class logger;
}

// The door to Kafka: what the program above sees of it. A build without librdkafka has the same
// door (without_kafka.cpp).
namespace gateway::forward {

// What the forwarder and the reader work on; all of it outlives them.
struct kafka_context {
    asio::io_context& io;
    events::event_store& store;
    counters& counts;
    loop::wakeup& stored; // notified when the ring has new events
    spdlog::logger& log;
};

// Something that goes on beside UDP and HTTP as long as the program runs.
class kafka_task {
  public:
    virtual ~kafka_task() = default;

    virtual void start(loop::standing_tasks& tasks) = 0;

    // Ends the task; until then it does what can still be done, but not for longer than `until`.
    virtual loop::awaitable<void> finish(std::chrono::steady_clock::time_point until) = 0;
};

// Whether this build has Kafka.
bool has_kafka();

// Why librdkafka does not take this property; empty where it does, one sentence where it does not.
std::string property_problem(const std::string& name, const std::string& value);

// Sends every event of the ring to options.topic, from the cursor in the ring on.
// Throws std::runtime_error, one sentence, where the properties do not fit together.
std::unique_ptr<kafka_task> make_forwarder(const kafka_context& context,
                                           const kafka_options& options);

// Stores every event of options.topic in the ring. Throws like make_forwarder().
std::unique_ptr<kafka_task> make_reader(const kafka_context& context, const kafka_options& options);

} // namespace gateway::forward
