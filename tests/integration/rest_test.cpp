#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include "support/gateway_api.hpp"

using namespace gateway::tests;

namespace {

constexpr int sent = 20'000;

// How often the process has waited so far.
std::uint64_t waits_of(const gateway_process& gateway) {
    std::ifstream status("/proc/" + std::to_string(gateway.process().pid()) + "/status");
    const std::string name = "voluntary_ctxt_switches:";
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(name)) return std::stoull(line.substr(name.size()));
    }
    return 0;
}

// Sends one each 20 us, and what is late at once. Where the machine is busy, more come together:
// then there is less to wait for.
void send_evenly(const gateway_process& gateway) {
    udp_client client;
    auto next = std::chrono::steady_clock::now();
    for (int i = 0; i < sent; ++i) {
        while (std::chrono::steady_clock::now() < next) {
        }
        client.send(gateway.udp(), "x");
        next += std::chrono::microseconds{20};
    }
}

} // namespace

TEST_CASE("rest: of 50,000 datagrams a second many are read at a time, none is lost") {
    gateway_process gateway;
    const std::uint64_t before = waits_of(gateway);
    send_evenly(gateway);
    CHECK(wait_stored(gateway, sent));
    CHECK(waits_of(gateway) - before < sent / 10);
    const auto stats = stats_of(gateway);
    CHECK(stats["/udp/received"] == sent);
    CHECK(stats["/udp/kernel_dropped"] == 0);
}

TEST_CASE("rest: behind a high rate a datagram by itself is shown at once") {
    gateway_process gateway;
    send_evenly(gateway);
    REQUIRE(wait_stored(gateway, sent));
    std::this_thread::sleep_for(20ms); // nothing comes: the rests are over
    const std::uint64_t before = waits_of(gateway);
    std::this_thread::sleep_for(300ms);
    CHECK(waits_of(gateway) - before < 50); // of 300, if it went on resting
    gateway.send("alone");
    REQUIRE(wait_stored(gateway, sent + 1));
    CHECK(event_of(gateway, sent + 1).bytes == "alone");
    CHECK(gateway.stop() == 0);
}

TEST_CASE("rest: the gateway ends in the midst of it") {
    gateway_process gateway;
    send_evenly(gateway);
    CHECK(gateway.stop() == 0);
}
