#include <doctest/doctest.h>

#include <csignal>
#include <optional>
#include <string>
#include <vector>

#include "support/kafka.hpp"
#include "support/kafka_broker.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

using options = std::vector<std::string>;

// So many datagrams of ten sources, slow enough for the kernel to keep them all.
void send(const gateway_process& gateway, std::uint64_t count) {
    const std::uint64_t before = stats_of(gateway)["/ring/stored"];
    const auto sent =
        run_command({binary_path("SENDER_BINARY"), "--quiet", "--count", std::to_string(count),
                     "--rate", "50000", "--sources", "10", gateway.udp().text(), "event {n}"});
    REQUIRE(sent.status == 0);
    REQUIRE(wait_stored(gateway, before + count));
}

options with_ring(const kafka_broker& broker, const temp_folder& folder) {
    return {"--kafka",           broker.brokers(), "--ring-file",
            folder.path("ring"), "--ring-size",    "64MiB"};
}

} // namespace

TEST_CASE("broker: every event is there, over the ends of the broker and of the gateway") {
    if (!kafka_broker::is_here()) return;
    const temp_folder folder;
    kafka_broker broker;
    std::optional<gateway_process> gateway;
    gateway.emplace(with_ring(broker, folder));
    send(*gateway, 20'000);
    REQUIRE(wait_forwarded(*gateway, 60s));
    CHECK(fault_of(read_topic(broker.brokers()), 1, 20'000) == "");

    send(*gateway, 10'000); // the broker ends with some of them on their way
    broker.kill();
    send(*gateway, 20'000);
    CHECK(stats_of(*gateway)["/kafka/behind"] >= 20'000);
    broker.start();
    REQUIRE(wait_forwarded(*gateway, 60s));
    CHECK(is_balanced(stats_of(*gateway)));
    CHECK(fault_of(read_topic(broker.brokers()), 1, 50'000) == "");

    for (std::uint64_t stored = 50'000; stored < 80'000; stored += 10'000) {
        send(*gateway, 10'000); // and now the gateway
        gateway->process().send_signal(SIGKILL);
        REQUIRE(gateway->process().wait_exit());
        gateway.emplace(with_ring(broker, folder));
    }
    REQUIRE(wait_forwarded(*gateway, 60s));
    CHECK(fault_of(read_topic(broker.brokers()), 1, 80'000) == "");
    CHECK(gateway->stop() == 0);
}

TEST_CASE("broker: a gateway that reads the topic has all of it, over the broker's end") {
    if (!kafka_broker::is_here()) return;
    const temp_folder folder;
    kafka_broker broker;
    gateway_process source(with_ring(broker, folder));
    gateway_process fleet({"--from-kafka", broker.brokers(), "--ring-size", "64MiB"});
    send(source, 10'000);
    REQUIRE(wait_forwarded(source, 60s));
    REQUIRE(eventually([&] { return stats_of(fleet)["/kafka/read"] == 10'000; }, 60s));
    broker.kill();
    send(source, 10'000);
    broker.start();
    REQUIRE(wait_forwarded(source, 60s));
    REQUIRE(eventually([&] { return stats_of(fleet)["/kafka/read"] >= 20'000; }, 60s));
    const auto f = stats_of(fleet);
    CHECK(f["/kafka/rejected"] == 0);
    CHECK(f["/ring/stored"] == f["/kafka/read"]);
    CHECK(f["/kafka/read"] == read_topic(broker.brokers()).size()); // nothing twice
    // Both show the same events.
    const event_page read = page_of(fleet, "limit=1000");
    for (const event_record& e : read.events) CHECK(e.via == "udp");
    CHECK(read.events.size() == 1'000);
}
