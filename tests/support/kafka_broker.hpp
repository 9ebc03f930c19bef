#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/certificate.hpp"
#include "support/child_process.hpp"
#include "support/temp_folder.hpp"

namespace gateway::tests {

// A real broker of Apache Kafka (scripts/kafka) in a temporary folder, on a port of 127.0.0.1 that
// it keeps over kill() and start().
class kafka_broker {
  public:
    kafka_broker(); // as start()
    // Over TLS with this certificate, for the user "gateway" with the password "secret".
    explicit kafka_broker(const certificate& secured);

    const std::string& brokers() const { return brokers_; }

    // What a client has to be told to get in: librdkafka's names and values.
    using properties = std::vector<std::pair<std::string, std::string>>;
    const properties& access() const { return access_; }

    void start(); // it answers when this returns; throws where it does not come
    void kill();  // SIGKILL

    // Whether there can be one on this machine; where not, says why in the form that ctest looks
    // for.
    static bool is_here();

  private:
    temp_folder folder_;
    std::string brokers_;
    properties access_;
    std::vector<std::string> options_; // of scripts/kafka
    std::optional<child_process> process_;
};

} // namespace gateway::tests
