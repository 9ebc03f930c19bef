#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/kafka.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

using options = std::vector<std::string>;

// Datagrams of several sources in turn, each with its number as payload.
void send_numbers(const gateway_process& gateway, std::uint64_t first, std::uint64_t last) {
    std::vector<udp_client> clients(4);
    for (std::uint64_t i = first; i <= last; ++i) {
        clients[i % clients.size()].send(gateway.udp(), "number " + std::to_string(i));
    }
    REQUIRE(wait_stored(gateway, last));
}

} // namespace

TEST_CASE("kafka_forward: every event is a message with all that is known of it") {
    kafka_mock cluster;
    gateway_process gateway({"--kafka", cluster.brokers()});
    const std::string source = gateway.send("a datagram");
    CHECK(gateway.post("a body", "Content-Type: text/x-one\r\n").status == 201);
    http_client client(gateway.http());
    CHECK(client.request("PUT", "/web/20150825082012/http://example.org/?a=b", {}, "a capture")
              .status == 201);
    REQUIRE(wait_stored(gateway, 3));
    REQUIRE(wait_forwarded(gateway));

    const auto records = read_topic(cluster.brokers());
    REQUIRE(records.size() == 3);
    CHECK(fault_of(records, 1, 3) == "");
    for (const kafka_record& r : records) { // one source, one partition: in their order
        CAPTURE(r.seq());
        const event_record e = event_of(gateway, r.seq());
        CHECK(r.key == "127.0.0.1");
        CHECK(r.value == e.bytes);
        CHECK(r.headers.at("time") == e.time);
        CHECK(r.headers.at("via") == e.via);
        CHECK(r.headers.at("source") == e.source);
        CHECK(r.headers.at("local") == e.local);
        CHECK(r.headers.at("gateway").find('/') != std::string::npos);
    }
    CHECK(records[0].headers.at("source") == source);
    CHECK(records[0].headers.contains("content_type") == false);
    CHECK(records[1].headers.at("content_type") == "text/x-one");
    CHECK(records[2].headers.at("url") == "http://example.org/?a=b");
    CHECK(records[2].headers.at("captured_s") == "1440490812");
    CHECK(is_balanced(stats_of(gateway)));
    const std::string metrics = gateway.get("/metrics").body;
    CHECK(metrics.find("event_gateway_kafka_acked_total 3\n") != std::string::npos);
    CHECK(metrics.find("event_gateway_kafka_behind 0\n") != std::string::npos);
}

TEST_CASE("kafka_forward: the topic has a name of its own") {
    kafka_mock cluster(1, "devices");
    gateway_process gateway({"--kafka", cluster.brokers(), "--kafka-topic", "devices"});
    gateway.send("x");
    REQUIRE(wait_stored(gateway, 1));
    REQUIRE(wait_forwarded(gateway));
    CHECK(read_topic(cluster.brokers(), "devices").size() == 1);
}

TEST_CASE("kafka_forward: many events of several sources come in the order of each") {
    kafka_mock cluster(4);
    gateway_process gateway({"--kafka", cluster.brokers()});
    send_numbers(gateway, 1, 4'000);
    REQUIRE(wait_forwarded(gateway));
    const auto records = read_topic(cluster.brokers());
    CHECK(records.size() == 4'000);
    CHECK(fault_of(records, 1, 4'000) == "");
    CHECK(is_balanced(stats_of(gateway)));
}

TEST_CASE("kafka_forward: a queue that is full holds back, and loses nothing") {
    const temp_folder folder;
    const std::string config =
        folder.write("gateway.toml", "[kafka]\n\"queue.buffering.max.messages\" = 7\n");
    kafka_mock cluster;
    gateway_process gateway({"--kafka", cluster.brokers(), "--config", config});
    send_numbers(gateway, 1, 500);
    REQUIRE(wait_forwarded(gateway, 60s));
    const auto records = read_topic(cluster.brokers());
    CHECK(records.size() == 500);
    CHECK(fault_of(records, 1, 500) == "");
    CHECK(is_balanced(stats_of(gateway)));
}

TEST_CASE("kafka_forward: an event that is too large is counted, and the next ones go on") {
    kafka_mock cluster;
    gateway_process gateway({"--kafka", cluster.brokers(), "--max-body", "2MiB"});
    gateway.send("before");
    REQUIRE(wait_stored(gateway, 1));
    CHECK(gateway.post(std::string(1'500'000, 'x')).status == 201);
    gateway.send("after");
    REQUIRE(wait_stored(gateway, 3));
    REQUIRE(wait_forwarded(gateway));
    const auto f = stats_of(gateway);
    CHECK(f["/kafka/failed"] == 1);
    CHECK(f["/kafka/acked"] == 2);
    CHECK(is_balanced(f));
    CHECK(wait_log(gateway, "an event of 1500000 bytes was refused"));
    CHECK(read_topic(cluster.brokers()).size() == 2);
}

TEST_CASE("kafka_forward: what came in before the end is sent before the end") {
    kafka_mock cluster;
    gateway_process gateway({"--kafka", cluster.brokers()});
    send_numbers(gateway, 1, 1'000);
    CHECK(gateway.stop() == 0);
    CHECK(fault_of(read_topic(cluster.brokers()), 1, 1'000) == "");
}

TEST_CASE("kafka_forward: a second start goes on behind what is acknowledged") {
    const temp_folder folder;
    kafka_mock cluster;
    const options with_file{"--kafka",           cluster.brokers(), "--ring-file",
                            folder.path("ring"), "--ring-size",     "4MiB"};
    std::string gateway_header;
    {
        gateway_process gateway(with_file);
        send_numbers(gateway, 1, 300);
        REQUIRE(wait_forwarded(gateway));
        CHECK(gateway.stop() == 0);
    }
    gateway_process gateway(with_file);
    CHECK(stats_of(gateway)["/kafka/behind"] == 0);
    send_numbers(gateway, 301, 400);
    REQUIRE(wait_forwarded(gateway));
    CHECK(stats_of(gateway)["/kafka/sent"] == 100);
    const auto records = read_topic(cluster.brokers());
    CHECK(records.size() == 400);
    CHECK(fault_of(records, 1, 400) == "");
    for (const kafka_record& r : records) {
        CHECK(r.headers.at("gateway") == records.front().headers.at("gateway"));
    }
}
