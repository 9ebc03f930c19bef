#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "support/child_process.hpp"
#include "support/gateway_api.hpp"
#include "support/udp_client.hpp"

namespace gateway::tests {

// A Kafka cluster of one broker in memory, in a process of its own (tests/kafka/mock_broker.cpp).
class kafka_mock {
  public:
    explicit kafka_mock(int partitions = 3, const std::string& topic = "events");

    const std::string& brokers() const { return brokers_; }

    // "down", "up", "fail API COUNT ERROR", ...; throws where it is not done.
    void command(const std::string& line);

  private:
    child_process process_;
    std::string brokers_;
    endpoint control_;
    udp_client client_;
};

struct kafka_record {
    std::string key, value;
    std::map<std::string, std::string> headers;

    std::uint64_t seq() const { return std::stoull(headers.at("seq")); }
};

// All that is in a topic, read by kcat, partition by partition. Values must have no line ends.
std::vector<kafka_record> read_topic(const std::string& brokers,
                                     const std::string& topic = "events");

// What is wrong with the records of one ring, "" where nothing is: every number from `first` to
// `last` is there at least once, and the numbers of each source came in their order, leaving
// aside what came again.
std::string fault_of(const std::vector<kafka_record>& records, std::uint64_t first,
                     std::uint64_t last);

// Waits until a gateway has sent all that it has stored.
bool wait_forwarded(const gateway_process& gateway, milliseconds within = patience);

// Waits until the gateway's log has this; the log comes a little behind what it tells of.
bool wait_log(const gateway_process& gateway, const std::string& part);

// What holds whenever the forwarder is caught up, for a ring begun empty in this process.
bool is_balanced(const figures& f);

} // namespace gateway::tests
