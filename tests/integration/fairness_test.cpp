#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/sse_reader.hpp"

using namespace gateway::tests;

namespace {

constexpr milliseconds promised = 1s * slowness;

launch sender(const gateway_process& gateway, const std::vector<std::string>& options) {
    std::vector<std::string> argv{binary_path("SENDER_BINARY"), "--quiet"};
    argv.insert(argv.end(), options.begin(), options.end());
    argv.push_back(gateway.udp().text());
    return {argv, {}, {}};
}

// The longest of the times that `requests` on one connection took while `running` holds.
template <typename Running>
milliseconds slowest_answer(const gateway_process& gateway, const std::string& target,
                            Running running, int& answers) {
    http_client client(gateway.http());
    milliseconds slowest = 0ms;
    while (running()) {
        slowest = std::max(slowest, time_of([&] { CHECK(client.get(target).status == 200); }));
        ++answers;
    }
    return slowest;
}

} // namespace

TEST_CASE("fairness: HTTP answers within a second during a flood of datagrams") {
    gateway_process gateway({"--ring-size", "16MiB"});
    child_process flood(sender(gateway, {"--duration", "2s"}));
    const auto flooding = [&] { return !flood.wait_exit(0ms); };
    int pages = 0, figures_asked = 0;
    std::atomic<bool> done = false;
    milliseconds slowest_stats = 0ms;
    std::thread other([&] {
        slowest_stats = slowest_answer(
            gateway, "/api/v1/stats", [&] { return !done; }, figures_asked);
    });
    const auto slowest_page = slowest_answer(gateway, "/api/v1/events", flooding, pages);
    done = true;
    other.join();
    CHECK(flood.wait_exit() == 0);
    CHECK(slowest_page < promised);
    CHECK(slowest_stats < promised);
    CHECK(pages > 2);
    CHECK(figures_asked > 2);
    CHECK(stats_of(gateway)["/udp/received"] > 1000);
}

TEST_CASE("fairness: new connections are accepted and posts stored during a flood") {
    gateway_process gateway;
    child_process flood(sender(gateway, {"--duration", "2s", "--sources", "4"}));
    std::uint64_t posts = 0;
    while (!flood.wait_exit(0ms)) {
        const auto took = time_of([&] { CHECK(gateway.post("posted").status == 201); });
        CHECK(took < promised);
        ++posts;
    }
    CHECK(posts > 2);
    CHECK(stats_of(gateway)["/http/posted"] == posts);
}

TEST_CASE("fairness: a live stream goes on during a flood") {
    gateway_process gateway({"--ring-size", "4MiB"});
    sse_reader stream(gateway.http(), "/api/v1/stream");
    child_process flood(sender(gateway, {"--duration", "20s"})); // ended with the test
    std::uint64_t next = 1, frames = 0;
    milliseconds slowest = 0ms;
    const deadline end(2s);
    while (!end.passed()) {
        std::optional<sse_event> frame;
        slowest = std::max(slowest, time_of([&] { frame = stream.next(); }));
        REQUIRE(frame);
        ++frames;
        const bool gap = frame->type == "gap";
        const std::uint64_t from = gap ? figures(frame->data)["/from"] : std::stoull(frame->id);
        REQUIRE(from == next);
        next = (gap ? figures(frame->data)["/to"] : from) + 1;
    }
    CHECK(frames > 100);
    CHECK(slowest < promised);
}

TEST_CASE("fairness: a flood of requests loses no paced datagram") {
    gateway_process gateway;
    for (int i = 0; i < 100; ++i) gateway.post(std::string(500, 'x'));
    std::atomic<bool> done = false;
    std::atomic<std::uint64_t> answers = 0, failures = 0;
    std::vector<std::thread> clients;
    for (const std::string target :
         {"/api/v1/events", "/", "/livez", "/api/v1/events?format=ndjson"}) {
        clients.emplace_back([&, target] {
            http_client client(gateway.http());
            while (!done) {
                if (client.get(target).status != 200) ++failures;
                ++answers;
            }
        });
    }
    child_process paced(sender(gateway, {"--rate", "2000", "--count", "4000"}));
    const auto status = paced.wait_exit();
    done = true;
    for (std::thread& client : clients) client.join();
    CHECK(status == 0);
    CHECK(answers > 20);
    CHECK(failures == 0);
    CHECK(eventually([&] {
        const auto f = stats_of(gateway);
        return f["/udp/received"] + f["/udp/kernel_dropped"] == 4000;
    }));
    CHECK(stats_of(gateway)["/udp/kernel_dropped"] == 0);
}

TEST_CASE("fairness: a search through a large ring does not hold up the others") {
    gateway_process gateway;
    child_process fill(sender(gateway, {"--count", "300000", "--rate", "100000"}));
    REQUIRE(fill.wait_exit() == 0);
    std::atomic<bool> done = false;
    std::atomic<int> searches = 0;
    std::thread searcher([&] {
        http_client client(gateway.http());
        while (!done) {
            client.get("/api/v1/events?contains=there-is-no-such-text");
            client.get("/api/v1/events?format=ndjson&contains=there-is-no-such-text");
            ++searches;
        }
    });
    int answers = 0;
    const auto slowest = slowest_answer(
        gateway, "/livez", [&] { return searches < 3; }, answers);
    done = true;
    searcher.join();
    MESSAGE("slowest answer beside searches: ", slowest.count(), " ms of ", answers);
    CHECK(slowest < promised);
}
