#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"

using namespace gateway::tests;

TEST_CASE("replay: a window of what is stored goes to any address, through a pipe") {
    gateway_process gateway, target;
    const std::vector<std::string> payloads{"before", "first", std::string("\x00\xff\n", 3),
                                            "",       "last",  "after"};
    for (std::size_t i = 0; i < payloads.size(); ++i) {
        gateway.send(payloads[i]);
        REQUIRE(wait_stored(gateway, i + 1));
    }
    const std::string window =
        "since=" + event_of(gateway, 2).time + "&until=" + event_of(gateway, 6).time;
    const auto replayed =
        run_shell("set -o pipefail; curl -sf 'http://" + gateway.http().text() +
                      "/api/v1/events?format=pcap&" + window + "' | " +
                      binary_path("SENDER_BINARY") + " --from-pcap - --json " + target.udp().text(),
                  {}, 60s);
    CAPTURE(replayed.err);
    REQUIRE(replayed.status == 0);
    CHECK(figures(replayed.out)["/sent"] == 4);
    REQUIRE(wait_stored(target, 4));
    const auto there = page_of(target).events;
    REQUIRE(there.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) CHECK(there[i].bytes == payloads[i + 1]);
    // In its own timing: what came apart comes apart again.
    const auto apart = [&](const gateway_process& g, std::uint64_t first, std::uint64_t last) {
        return unix_ns(event_of(g, last).time) - unix_ns(event_of(g, first).time);
    };
    CHECK(apart(target, 1, 4) >= apart(gateway, 2, 5) / 2);
    CHECK(page_of(gateway).newest == 6);
}
