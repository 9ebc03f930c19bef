// TLS and SASL as they stand in the file of --config.
#include <doctest/doctest.h>

#include <string>

#include "support/kafka.hpp"
#include "support/kafka_broker.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

std::string table_of(const kafka_broker& broker, const std::string& password = {}) {
    std::string toml = "[kafka]\n";
    for (const auto& [name, value] : broker.access()) {
        const bool replaced = name == "sasl.password" && !password.empty();
        toml += '"' + name + "\" = \"" + (replaced ? password : value) + "\"\n";
    }
    return toml;
}

} // namespace

TEST_CASE("broker: over TLS with a password, there and back; with a wrong one nothing is lost") {
    if (!kafka_broker::is_here()) return;
    const temp_folder folder;
    const certificate secured(folder);
    kafka_broker broker(secured);
    const std::string right = folder.write("right.toml", table_of(broker));
    const std::string wrong = folder.write("wrong.toml", table_of(broker, "guessed"));

    gateway_process source({"--kafka", broker.brokers(), "--config", right});
    for (int i = 0; i < 100; ++i) source.send("secret " + std::to_string(i));
    REQUIRE(wait_stored(source, 100));
    REQUIRE(wait_forwarded(source, 60s));
    CHECK(stats_of(source)["/kafka/acked"] == 100);

    gateway_process fleet({"--from-kafka", broker.brokers(), "--config", right});
    REQUIRE(eventually([&] { return stats_of(fleet)["/kafka/read"] == 100; }, 60s));

    gateway_process stranger({"--kafka", broker.brokers(), "--config", wrong});
    stranger.send("mine");
    CHECK(wait_log(stranger, "Authentication failed"));
    const auto f = stats_of(stranger);
    CHECK(f["/kafka/behind"] == 1);
    CHECK(f["/kafka/acked"] == 0);
    CHECK(f["/ring/held"] == 1);
    CHECK(stranger.process().err().find("guessed") == std::string::npos);
}
