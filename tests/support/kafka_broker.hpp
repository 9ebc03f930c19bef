#pragma once

#include <optional>
#include <string>

#include "support/child_process.hpp"
#include "support/temp_folder.hpp"

namespace gateway::tests {

// A real broker of Apache Kafka (scripts/kafka) in a temporary folder, on a port of 127.0.0.1 that
// it keeps over kill() and start().
class kafka_broker {
  public:
    kafka_broker(); // as start()

    const std::string& brokers() const { return brokers_; }

    void start(); // it answers when this returns; throws where it does not come
    void kill();  // SIGKILL

    // Why there can't be one on this machine; "" where there can.
    static std::string absence();

  private:
    temp_folder folder_;
    std::string brokers_;
    std::optional<child_process> process_;
};

} // namespace gateway::tests
