#include <doctest/doctest.h>

#include <csignal>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "support/kafka.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

using options = std::vector<std::string>;

void check_balance(const figures& f) {
    CHECK(f["/udp/received"] - f["/udp/rejected"] + f["/http/posted"] + f["/http/redirects"] +
              f["/http/captures"] + f["/kafka/read"] ==
          f["/ring/stored"]);
    CHECK(f["/ring/stored"] == f["/ring/held"] + f["/ring/evicted"]);
}

void produce(const kafka_mock& cluster, const options& more, const std::string& lines) {
    options argv{"kcat", "-P", "-b", cluster.brokers(), "-t", "events"};
    argv.insert(argv.end(), more.begin(), more.end());
    REQUIRE(run_command(argv, lines).status == 0);
}

// An event without what differs between two rings that have it.
std::string shown(const event_record& e) {
    return e.time + " " + e.via + " " + e.source + " " + e.local + " " + e.content_type + " " +
           e.encoding + " " + e.bytes;
}

std::multiset<std::string> all_of(const gateway_process& gateway) {
    std::multiset<std::string> events;
    for (const event_record& e : page_of(gateway, "limit=1000").events) events.insert(shown(e));
    return events;
}

} // namespace

TEST_CASE("kafka_reader: shows what other gateways forward, and its own beside it") {
    kafka_mock cluster(4);
    gateway_process one({"--kafka", cluster.brokers()}), two({"--kafka", cluster.brokers()});
    gateway_process fleet({"--from-kafka", cluster.brokers()});
    for (int i = 0; i < 50; ++i) {
        one.send("one " + std::to_string(i));
        two.send(std::string(static_cast<std::size_t>(i), '\xff'));
    }
    CHECK(one.post("posted", "Content-Type: text/x-one\r\n").status == 201);
    http_client client(two.http());
    CHECK(client.request("PUT", "/web/20150825082012/http://example.org/", {}, "page").status ==
          201);
    fleet.send("its own");
    REQUIRE(wait_stored(one, 51));
    REQUIRE(wait_stored(two, 51));
    REQUIRE(wait_stored(fleet, 103));

    auto expected = all_of(one);
    expected.merge(all_of(two));
    auto found = all_of(fleet);
    CHECK(found.size() == 103);
    for (const std::string& e : expected) CHECK(found.contains(e));
    // A capture can be fetched here as well.
    CHECK(fleet.get("/web/20150825082012/http://example.org/").body == "page");
    const auto f = stats_of(fleet);
    CHECK(f["/kafka/read"] == 102);
    CHECK(f["/kafka/rejected"] == 0);
    check_balance(f);
}

TEST_CASE("kafka_reader: what is no event is counted, and the next ones are read") {
    kafka_mock cluster(1);
    gateway_process fleet({"--from-kafka", cluster.brokers()});
    const options whole{"-H", "time=2026-11-23T17:00:00.123456789Z",
                        "-H", "via=udp",
                        "-H", "source=[2001:db8::1]:5000"};
    produce(cluster, {}, "without headers\n");
    produce(cluster, {"-H", "via=udp", "-H", "source=192.0.2.1:1"}, "without a time\n");
    produce(cluster, {"-H", "time=yesterday", "-H", "via=udp", "-H", "source=192.0.2.1:1"}, "x\n");
    produce(cluster, whole, "an event\n");
    REQUIRE(wait_stored(fleet, 1));
    const event_record e = event_of(fleet, 1);
    CHECK(e.source == "[2001:db8::1]:5000");
    CHECK(e.time == "2026-11-23T17:00:00.123456789Z");
    CHECK(e.bytes == "an event");
    const auto f = stats_of(fleet);
    CHECK(f["/kafka/read"] == 1);
    CHECK(f["/kafka/rejected"] == 3);
    check_balance(f);
}

TEST_CASE("kafka_reader: in memory each start shows the topic, with a ring file it goes on") {
    const temp_folder folder;
    kafka_mock cluster(2);
    gateway_process source({"--kafka", cluster.brokers()});
    for (int i = 0; i < 20; ++i) source.send("event " + std::to_string(i));
    REQUIRE(wait_forwarded(source));
    const options with_file{"--from-kafka",      cluster.brokers(), "--ring-file",
                            folder.path("ring"), "--ring-size",     "1MiB"};
    for (int start = 0; start < 2; ++start) {
        gateway_process in_memory({"--from-kafka", cluster.brokers()});
        gateway_process in_file(with_file);
        CHECK(wait_stored(in_memory, 20));
        CHECK(wait_stored(in_file, 20));
        CHECK(in_file.stop() == 0);
    }
    source.send("one more");
    gateway_process in_file(with_file);
    CHECK(wait_stored(in_file, 21));
    CHECK(stats_of(in_file)["/kafka/read"] == 1);
    CHECK(event_of(in_file, 21).bytes == "one more");
}

TEST_CASE("kafka_reader: one that is killed misses nothing") {
    const temp_folder folder;
    kafka_mock cluster(2);
    gateway_process source({"--kafka", cluster.brokers()});
    const options with_file{"--from-kafka",      cluster.brokers(), "--ring-file",
                            folder.path("ring"), "--ring-size",     "1MiB"};
    std::optional<gateway_process> fleet;
    fleet.emplace(with_file);
    for (int i = 0; i < 100; ++i) source.send("event " + std::to_string(i));
    REQUIRE(wait_stored(*fleet, 100));
    fleet->process().send_signal(SIGKILL);
    REQUIRE(fleet->process().wait_exit());
    for (int i = 100; i < 200; ++i) source.send("event " + std::to_string(i));
    REQUIRE(wait_forwarded(source));
    fleet.emplace(with_file);
    const auto payloads = [&] {
        std::set<std::string> seen;
        for (const event_record& e : page_of(*fleet, "limit=1000").events) seen.insert(e.bytes);
        return seen.size();
    };
    CHECK(eventually([&] { return payloads() == 200; }, 40s));
}

TEST_CASE("kafka_reader: waits for a broker, and ends without one") {
    kafka_mock cluster(1);
    cluster.command("down");
    gateway_process source({"--kafka", cluster.brokers()});
    gateway_process fleet({"--from-kafka", cluster.brokers()});
    source.send("early");
    REQUIRE(wait_stored(source, 1));
    CHECK(fleet.get("/livez").status == 200);
    cluster.command("up");
    CHECK(wait_stored(fleet, 1));
    cluster.command("down");
    CHECK(time_of([&] { CHECK(fleet.stop() == 0); }) < 10s * slowness);
}
