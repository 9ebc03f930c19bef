#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

constexpr std::uint64_t mib = 1 << 20;

std::uint64_t capacity_with(const std::vector<std::string>& options,
                            const std::vector<std::string>& environment = {}) {
    return stats_of(gateway_process(options, environment))["/ring/capacity"];
}

} // namespace

TEST_CASE("precedence: command line beats environment beats file beats default") {
    const temp_folder folder;
    const std::string file = folder.write("gateway.toml", "ring-size = \"1MiB\"\n");
    const std::string variable = "EVENT_GATEWAY_RING_SIZE=2MiB";
    CHECK(capacity_with({}) == 64 * mib);
    CHECK(capacity_with({"--config", file}) == 1 * mib);
    CHECK(capacity_with({}, {variable}) == 2 * mib);
    CHECK(capacity_with({"--config", file}, {variable}) == 2 * mib);
    CHECK(capacity_with({"--ring-size", "3MiB"}, {variable}) == 3 * mib);
    CHECK(capacity_with({"--config", file, "--ring-size", "3MiB"}) == 3 * mib);
    CHECK(capacity_with({"--ring-size=3MiB", "--config=" + file}, {variable}) == 3 * mib);
}

TEST_CASE("precedence: the environment can name the file") {
    const temp_folder folder;
    const std::string file = folder.write("gateway.toml", "ring-size = \"1MiB\"\n");
    CHECK(capacity_with({}, {"EVENT_GATEWAY_CONFIG=" + file}) == 1 * mib);
}

TEST_CASE("precedence: a list on the command line replaces the list of the file") {
    const temp_folder folder;
    const std::string file = folder.write("gateway.toml",
                                          "udp = [\"127.0.0.1:0\", \"[::1]:0\"]\n"
                                          "http = [\"[::1]:0\"]\n");
    gateway_process from_file(gateway_launch({"--config", file}));
    CHECK(from_file.udp_count() == 2);
    REQUIRE(from_file.http_count() == 1);
    CHECK(from_file.http().host == "::1");

    gateway_process from_line(gateway_launch({"--config", file, "--udp", "127.0.0.1:0"}));
    CHECK(from_line.udp_count() == 1);
    CHECK(from_line.http().host == "::1");

    gateway_process from_environment(
        gateway_launch({"--config", file}, {"EVENT_GATEWAY_HTTP=127.0.0.1:0"}));
    CHECK(from_environment.udp_count() == 2);
    CHECK(from_environment.http().host == "127.0.0.1");
}

TEST_CASE("precedence: a single string in the file stands for a list of one") {
    const temp_folder folder;
    const std::string file = folder.write("gateway.toml",
                                          "udp = \"127.0.0.1:0\"\n"
                                          "http = \"127.0.0.1:0\"\n"
                                          "allow-udp = \"127.0.0.2/32\"\n"
                                          "log-format = \"json\"\n"
                                          "max-connections = 5\n"
                                          "header-timeout = \"2s\"\n");
    gateway_process gateway(gateway_launch({"--config", file}));
    CHECK(gateway.udp_count() == 1);
    gateway.send("refused");
    CHECK(eventually([&] { return stats_of(gateway)["/udp/rejected"] == 1; }));
}

TEST_CASE("precedence: variables of other programs do not matter") {
    CHECK(capacity_with({}, {"EVENT_GATEWAY=x", "GATEWAY_RING_SIZE=x", "RING_SIZE=x"}) == 64 * mib);
}
