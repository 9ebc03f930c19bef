#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/kafka.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

// One line on standard error with all of `parts`, and the status of a wrong call.
void check_refused(const std::vector<std::string>& options, const std::vector<std::string>& parts) {
    const auto start = run_gateway(options);
    CAPTURE(start.err);
    CHECK(start.status == 2);
    CHECK(lines_of(start.err).size() == 1);
    for (const std::string& part : parts) CHECK(start.err.find(part) != std::string::npos);
}

} // namespace

TEST_CASE("kafka_usage: brokers and topics that can't be are refused, and named") {
    for (const std::string brokers : {"", ",", "a:b", "host:0", "host:65536", "a b", "host:1,",
                                      "[::1", "[1.2.3.4]:1", "http://host:1", "host:1:2"}) {
        CAPTURE(brokers);
        check_refused({"--kafka", brokers}, {"--kafka", "'" + brokers + "'", "HOST:PORT"});
        check_refused({"--from-kafka", brokers}, {"--from-kafka", "'" + brokers + "'"});
    }
    for (const std::string topic : {"", ".", "..", "a b", "a/b"}) {
        CAPTURE(topic);
        check_refused({"--kafka", "localhost", "--kafka-topic", topic},
                      {"--kafka-topic", "'" + topic + "'"});
    }
    check_refused({"--kafka", "localhost", "--kafka-topic", std::string(250, 'x')}, {"249"});
}

TEST_CASE("kafka_usage: what does not go together is refused") {
    const temp_folder folder;
    const std::string path = folder.path("ring");
    check_refused({"--kafka", "a:1", "--from-kafka", "b:1"}, {"--kafka", "--from-kafka"});
    check_refused({"--kafka", "a:1", "--read-only", "--ring-file", path},
                  {"--kafka", "--read-only"});
    check_refused({"--from-kafka", "a:1", "--read-only", "--ring-file", path},
                  {"--from-kafka", "--read-only"});
}

TEST_CASE("kafka_usage: the file names brokers alone or in the table of properties") {
    const temp_folder folder;
    const auto log_with = [&](const std::string& text, const std::vector<std::string>& more) {
        const std::string config = folder.write("gateway.toml", text);
        std::vector<std::string> options{"--config", config};
        options.insert(options.end(), more.begin(), more.end());
        gateway_process gateway(options);
        CHECK(wait_log(gateway, "; trying on"));
        return gateway.process().err();
    };
    const std::string alone = "kafka = \"127.0.0.1:1\"\n";
    const std::string in_table = "[kafka]\nbrokers = \"127.0.0.1:2\"\n\"linger.ms\" = 5\n";
    CHECK(log_with(alone, {}).find("kafka 127.0.0.1:1:") != std::string::npos);
    CHECK(log_with(in_table, {}).find("kafka 127.0.0.1:2:") != std::string::npos);
    CHECK(log_with(in_table, {"--kafka", "127.0.0.1:3"}).find("kafka 127.0.0.1:3:") !=
          std::string::npos);
    check_refused({"--config", folder.write("gateway.toml", "[kafka]\nbrokers = \"a:b\"\n")},
                  {"gateway.toml:2", "'a:b'", "HOST:PORT"});
}

TEST_CASE("kafka_usage: a property that librdkafka does not take is refused with its line") {
    const temp_folder folder;
    const auto refused = [&](const std::string& line, const std::vector<std::string>& parts) {
        CAPTURE(line);
        check_refused({"--config", folder.write("gateway.toml", "[kafka]\n" + line + "\n")}, parts);
    };
    refused("\"no.such.thing\" = 1", {"gateway.toml:2", "'no.such.thing'"});
    refused("\"linger.ms\" = \"soon\"", {"gateway.toml:2", "'linger.ms'"});
    refused("\"linger.ms\" = -1", {"gateway.toml:2", "'linger.ms'"});
    refused("\"compression.type\" = \"rar\"", {"gateway.toml:2", "'compression.type'", "rar"});
    refused("\"bootstrap.servers\" = \"a\"", {"gateway.toml:2", "'bootstrap.servers'", "own"});
    refused("acks = 1", {"gateway.toml:2", "'acks'", "own"});
    refused("\"linger.ms\" = [1]", {"gateway.toml:2", "'linger.ms'"});
    refused("ssl.ca.location = \"x\"", {"gateway.toml:2", "'ssl'"});
}

TEST_CASE("kafka_usage: properties that do not fit together end the start") {
    const temp_folder folder;
    const std::string config = folder.write(
        "gateway.toml",
        "[kafka]\n\"security.protocol\" = \"ssl\"\n\"ssl.ca.location\" = \"/no/ca\"\n");
    const auto start = run_gateway({"--kafka", "localhost:1", "--config", config, "--http",
                                    "127.0.0.1:0", "--udp", "127.0.0.1:0"});
    CAPTURE(start.err);
    CHECK(start.status == 1);
    CHECK(lines_of(start.err).size() == 1);
    CHECK(start.err.find("kafka: ") != std::string::npos);
    CHECK(start.err.find("ssl.ca.location") != std::string::npos);
}

TEST_CASE("kafka_usage: a broker that is not there keeps no gateway from starting") {
    gateway_process gateway({"--kafka", "127.0.0.1:1"}, {"EVENT_GATEWAY_KAFKA_TOPIC=other"});
    CHECK(gateway.get("/livez").status == 200);
}
