#include <doctest/doctest.h>

#include <cstdint>
#include <map>
#include <string>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"

using namespace gateway::tests;

namespace {

// Every sample without its labels' order: "name{labels}" to its value as written.
std::map<std::string, std::string> samples_of(const std::string& exposition) {
    std::map<std::string, std::string> samples;
    for (const std::string& line : lines_of(exposition)) {
        if (line.empty() || line.starts_with('#')) continue;
        const std::size_t blank = line.rfind(' ');
        samples[line.substr(0, blank)] = line.substr(blank + 1);
    }
    return samples;
}

} // namespace

TEST_CASE("metrics: promtool has nothing to say") {
    gateway_process gateway({"--udp", "127.0.0.1:0", "--udp", "[::1]:0"});
    gateway.send("x");
    REQUIRE(gateway.post("y").status == 201);
    REQUIRE(wait_stored(gateway, 2));
    const auto response = gateway.get("/metrics");
    CHECK(response.status == 200);
    CHECK(response.header("Content-Type").starts_with("text/plain; version=0.0.4"));
    const auto result = run_command({"promtool", "check", "metrics"}, response.body);
    CHECK(result.status == 0);
    CHECK(result.out.empty());
    CHECK(result.err.empty());
}

TEST_CASE("metrics: the figures are those of the ledger") {
    gateway_process gateway({"--ring-size", "100KiB", "--allow-udp", "127.0.0.1/32"});
    udp_client refused("127.0.0.2");
    for (int i = 0; i < 7; ++i) refused.send(gateway.udp(), "refused");
    {
        http_client client(gateway.http());
        for (int i = 0; i < 30; ++i) {
            REQUIRE(client.request("POST", "/api/v1/events", {}, std::string(9'000, 'x')).status ==
                    201);
        }
    }
    for (int i = 0; i < 5; ++i) gateway.send("12345678901");
    REQUIRE(wait_stored(gateway, 35));
    REQUIRE(eventually([&] { return stats_of(gateway)["/udp/received"] == 12; }));

    const auto samples = samples_of(gateway.get("/metrics").body);
    const auto stats = stats_of(gateway);
    // By value, as the names are not part of the contract: each figure is distinct.
    for (const std::string figure :
         {"/udp/received", "/udp/bytes", "/udp/rejected", "/http/posted", "/ring/stored",
          "/ring/evicted", "/ring/held", "/ring/bytes", "/ring/capacity"}) {
        CAPTURE(figure);
        const std::string expected = std::to_string(stats[figure]);
        CHECK(std::any_of(samples.begin(), samples.end(),
                          [&](const auto& sample) { return sample.second == expected; }));
    }
}

TEST_CASE("metrics: counters never fall and each family is described once") {
    gateway_process gateway;
    const std::string before = gateway.get("/metrics").body;
    for (int i = 0; i < 10; ++i) gateway.send("x");
    REQUIRE(wait_stored(gateway, 10));
    const std::string after = gateway.get("/metrics").body;
    const auto first = samples_of(before), second = samples_of(after);
    std::map<std::string, int> described;
    for (const std::string& line : lines_of(after)) {
        if (line.starts_with("# TYPE ")) ++described[line];
    }
    CHECK(described.size() >= 10);
    for (const auto& [line, times] : described) {
        CAPTURE(line);
        CHECK(times == 1);
        if (!line.ends_with(" counter")) continue;
        const std::string name = line.substr(7, line.rfind(' ') - 7);
        CHECK(name.ends_with("_total"));
        for (const auto& [sample, value] : second) {
            if (sample != name && !sample.starts_with(name + "{")) continue;
            REQUIRE(first.contains(sample));
            CHECK(std::stod(value) >= std::stod(first.at(sample)));
        }
    }
}
