#include <doctest/doctest.h>
#include <signal.h>

#include <string>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"

using namespace gateway::tests;

namespace {

// Sends `count` datagrams while the gateway can't read.
void send_while_stopped(gateway_process& gateway, int count) {
    udp_client client;
    gateway.process().send_signal(SIGSTOP);
    for (int i = 0; i < count; ++i) client.send(gateway.udp(), std::string(1000, 'x'));
    gateway.process().send_signal(SIGCONT);
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// The first line of the log that contains `part`, "" where there is none.
std::string log_line(const gateway_process& gateway, const std::string& part) {
    for (const std::string& line : lines_of(gateway.process().err())) {
        if (contains(line, part)) return line;
    }
    return {};
}

} // namespace

TEST_CASE("receive buffer: kernel drops are exact even when the dropped ones were the last") {
    gateway_process gateway({"--rcvbuf", "64KiB"});
    constexpr int sent = 2000;
    send_while_stopped(gateway, sent);
    const auto balanced = [&] {
        const auto stats = stats_of(gateway);
        return stats["/udp/received"] + stats["/udp/kernel_dropped"] == sent;
    };
    CHECK(eventually(balanced));
    const auto stats = stats_of(gateway);
    CHECK(stats["/udp/kernel_dropped"] > 0);
    CHECK(stats["/udp/received"] > 0);
    CHECK(stats["/listeners/0/kernel_dropped"] == stats["/udp/kernel_dropped"]);
    CHECK(stats["/listeners/0/received"] == stats["/udp/received"]);
    CHECK(stats["/ring/stored"] == stats["/udp/received"]);

    send_while_stopped(gateway, sent);
    CHECK(eventually([&] {
        const auto now = stats_of(gateway);
        return now["/udp/received"] + now["/udp/kernel_dropped"] == 2 * sent;
    }));
}

TEST_CASE("receive buffer: drops are counted for the listener that had them") {
    gateway_process gateway({"--rcvbuf", "64KiB", "--udp", "127.0.0.1:0", "--udp", "127.0.0.1:0"});
    send_while_stopped(gateway, 2000);
    udp_client client;
    client.send(gateway.udp(1), "alone");
    CHECK(eventually([&] { return stats_of(gateway)["/listeners/1/received"] == 1; }));
    const auto stats = stats_of(gateway);
    CHECK(stats["/listeners/1/kernel_dropped"] == 0);
    CHECK(stats["/listeners/0/kernel_dropped"] == stats["/udp/kernel_dropped"]);
    CHECK(stats["/listeners/0/kernel_dropped"] > 0);
}

TEST_CASE("receive buffer: what is asked and what is granted are both shown") {
    gateway_process gateway({"--rcvbuf", "64KiB"});
    const auto stats = stats_of(gateway);
    CHECK(stats["/listeners/0/rcvbuf_asked"] == 65'536);
    CHECK(stats["/listeners/0/rcvbuf_granted"] >= 65'536);
    CHECK(log_line(gateway, "rcvbuf").empty());
}

TEST_CASE("receive buffer: a warning names both figures where the kernel grants less") {
    // Without CAP_NET_ADMIN the kernel's limit, net.core.rmem_max, holds.
    const std::uint64_t limit = std::stoull(run_shell("cat /proc/sys/net/core/rmem_max").out);
    const std::uint64_t asked = 4 * limit / 1024 * 1024;
    gateway_process gateway(
        started_by({"setpriv", "--bounding-set", "-net_admin", "--inh-caps", "-net_admin", "--"},
                   gateway_launch({"--http", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--rcvbuf",
                                   std::to_string(asked / 1024) + "KiB"})));
    const auto stats = stats_of(gateway);
    CHECK(stats["/listeners/0/rcvbuf_asked"] == asked);
    const std::uint64_t granted = stats["/listeners/0/rcvbuf_granted"];
    CHECK(granted < asked);
    CHECK(granted >= limit);
    REQUIRE(eventually([&] { return !log_line(gateway, std::to_string(asked)).empty(); }));
    const std::string warning = log_line(gateway, std::to_string(asked));
    CHECK(contains(warning, std::to_string(granted)));
    CHECK(contains(warning, "warn"));
    CHECK(contains(warning, gateway.udp().text()));
}
