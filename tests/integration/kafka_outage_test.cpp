#include <doctest/doctest.h>

#include <csignal>
#include <optional>
#include <string>
#include <vector>

#include "support/kafka.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

using options = std::vector<std::string>;

constexpr int produce = 0, init_producer_id = 22;
constexpr int cluster_authorization_failed = 31, topic_authorization_failed = 29,
              out_of_order_sequence_number = 45, not_enough_replicas = 19, message_too_large = 10;

std::string fail_next(int api, int count, int error) {
    return "fail " + std::to_string(api) + " " + std::to_string(count) + " " +
           std::to_string(error);
}

void send_numbers(const gateway_process& gateway, std::uint64_t first, std::uint64_t last,
                  std::size_t size = 0) {
    udp_client client;
    for (std::uint64_t i = first; i <= last; ++i) {
        client.send(gateway.udp(), "number " + std::to_string(i) + std::string(size, '.'));
    }
    REQUIRE(wait_stored(gateway, last));
}

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

} // namespace

TEST_CASE("kafka_outage: the ring is the buffer while the broker is away") {
    kafka_mock cluster;
    gateway_process gateway({"--kafka", cluster.brokers()});
    send_numbers(gateway, 1, 100);
    REQUIRE(wait_forwarded(gateway));
    cluster.command("down");
    send_numbers(gateway, 101, 1'100);
    CHECK(stats_of(gateway)["/kafka/behind"] == 1'000);
    CHECK(stats_of(gateway)["/kafka/skipped"] == 0);
    CHECK(gateway.get("/livez").status == 200);
    cluster.command("up");
    REQUIRE(wait_forwarded(gateway));
    CHECK(fault_of(read_topic(cluster.brokers()), 1, 1'100) == "");
    CHECK(is_balanced(stats_of(gateway)));
}

TEST_CASE("kafka_outage: what the ring overwrites meanwhile is counted, and said once") {
    const temp_folder folder;
    const std::string config =
        folder.write("gateway.toml", "[kafka]\n\"queue.buffering.max.messages\" = 50\n");
    kafka_mock cluster;
    cluster.command("down");
    gateway_process gateway(
        {"--kafka", cluster.brokers(), "--config", config, "--ring-size", "128KiB"});
    send_numbers(gateway, 1, 50, 400);
    REQUIRE(eventually([&] { return stats_of(gateway)["/kafka/sent"] == 50; }));
    send_numbers(gateway, 51, 2'000, 400);
    const auto during = stats_of(gateway);
    CHECK(during["/ring/evicted"] > 1'000);
    REQUIRE(eventually([&] {
        const auto f = stats_of(gateway);
        return f["/kafka/skipped"] == f["/ring/evicted"] - 50;
    }));
    cluster.command("up");
    REQUIRE(wait_forwarded(gateway, 40s));
    const auto f = stats_of(gateway);
    CHECK(is_balanced(f));
    CHECK(f["/kafka/skipped"] == during["/ring/evicted"] - 50);
    const auto records = read_topic(cluster.brokers());
    CHECK(records.size() == f["/kafka/acked"]);
    CHECK(fault_of(records, 1, 50) == "");
    CHECK(fault_of(records, f["/ring/oldest"], f["/ring/newest"]) == "");
    CHECK(wait_log(gateway, "caught up; "));
    CHECK(wait_log(gateway, ": works again"));
    const std::string log = gateway.process().err();
    CHECK(count_of(log, "has overwritten events from 51 on") == 1);
    CHECK(count_of(log, "caught up; ") == 1);
    CHECK(count_of(log, "; trying on") == 1);
    CHECK(count_of(log, ": works again") == 1);
}

TEST_CASE("kafka_outage: a gateway that is killed goes on where it was acknowledged") {
    const temp_folder folder;
    kafka_mock cluster;
    const options with_file{"--kafka",           cluster.brokers(), "--ring-file",
                            folder.path("ring"), "--ring-size",     "4MiB"};
    std::optional<gateway_process> gateway;
    gateway.emplace(with_file);
    send_numbers(*gateway, 1, 200);
    REQUIRE(wait_forwarded(*gateway));
    cluster.command("down");
    send_numbers(*gateway, 201, 500);
    gateway->process().send_signal(SIGKILL);
    REQUIRE(gateway->process().wait_exit());
    cluster.command("up");
    gateway.emplace(with_file);
    REQUIRE(wait_forwarded(*gateway));
    CHECK(stats_of(*gateway)["/kafka/acked"] == 300);
    CHECK(fault_of(read_topic(cluster.brokers()), 1, 500) == "");
}

TEST_CASE("kafka_outage: a kill in the middle of a burst loses nothing") {
    const temp_folder folder;
    kafka_mock cluster;
    cluster.command("rtt 20");
    const options with_file{"--kafka",           cluster.brokers(), "--ring-file",
                            folder.path("ring"), "--ring-size",     "4MiB"};
    std::uint64_t sent = 0;
    for (int kill = 0; kill < 3; ++kill) {
        gateway_process gateway(with_file);
        send_numbers(gateway, sent + 1, sent + 500);
        sent += 500;
        REQUIRE(eventually([&] { return stats_of(gateway)["/kafka/sent"] > 0; }));
        gateway.process().send_signal(SIGKILL);
        REQUIRE(gateway.process().wait_exit());
    }
    gateway_process gateway(with_file);
    REQUIRE(wait_forwarded(gateway));
    CHECK(fault_of(read_topic(cluster.brokers()), 1, sent) == "");
}

TEST_CASE("kafka_outage: an answer that asks to try again is tried again") {
    kafka_mock cluster;
    gateway_process gateway({"--kafka", cluster.brokers()});
    send_numbers(gateway, 1, 100);
    REQUIRE(wait_forwarded(gateway));
    cluster.command(fail_next(produce, 3, not_enough_replicas));
    send_numbers(gateway, 101, 400);
    REQUIRE(wait_forwarded(gateway));
    CHECK(fault_of(read_topic(cluster.brokers()), 1, 400) == "");
    CHECK(is_balanced(stats_of(gateway)));
}

TEST_CASE("kafka_outage: after a fatal error a new producer goes on behind the cursor") {
    kafka_mock cluster;
    cluster.command(fail_next(init_producer_id, 1, cluster_authorization_failed));
    gateway_process gateway({"--kafka", cluster.brokers()});
    send_numbers(gateway, 1, 300);
    REQUIRE(wait_forwarded(gateway));
    CHECK(fault_of(read_topic(cluster.brokers()), 1, 300) == "");
    const auto f = stats_of(gateway);
    CHECK(is_balanced(f));
    CHECK(f["/kafka/acked"] == 300);
    CHECK(wait_log(gateway, "; trying on"));
}

TEST_CASE("kafka_outage: an event that could not be delivered this time is sent again") {
    for (const int error : {topic_authorization_failed, out_of_order_sequence_number}) {
        CAPTURE(error);
        kafka_mock cluster(1);
        gateway_process gateway({"--kafka", cluster.brokers()});
        send_numbers(gateway, 1, 100);
        REQUIRE(wait_forwarded(gateway));
        cluster.command(fail_next(produce, 1, error));
        send_numbers(gateway, 101, 400);
        REQUIRE(wait_forwarded(gateway));
        CHECK(fault_of(read_topic(cluster.brokers()), 1, 400) == "");
        CHECK(is_balanced(stats_of(gateway)));
    }
}

TEST_CASE("kafka_outage: a broker that is away keeps no gateway from ending") {
    kafka_mock cluster;
    cluster.command("down");
    gateway_process gateway({"--kafka", cluster.brokers()});
    send_numbers(gateway, 1, 10);
    CHECK(time_of([&] { CHECK(gateway.stop() == 0); }) < 10s * slowness);
    CHECK(gateway.process().err().find("10 events are not acknowledged") != std::string::npos);
}

TEST_CASE("kafka_outage: a batch that is refused takes none of its events along") {
    kafka_mock cluster;
    gateway_process gateway({"--kafka", cluster.brokers()});
    send_numbers(gateway, 1, 10);
    REQUIRE(wait_forwarded(gateway));
    cluster.command("down");
    send_numbers(gateway, 11, 310);
    cluster.command(fail_next(produce, 1, message_too_large));
    cluster.command("up");
    REQUIRE(wait_forwarded(gateway, 60s));
    send_numbers(gateway, 311, 320);
    REQUIRE(wait_forwarded(gateway, 60s));
    const auto f = stats_of(gateway);
    CHECK(f["/kafka/failed"] == 0);
    CHECK(f["/kafka/acked"] == 320);
    CHECK(is_balanced(f));
    CHECK(fault_of(read_topic(cluster.brokers()), 1, 320) == "");
}
