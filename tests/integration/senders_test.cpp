#include <doctest/doctest.h>

#include <string>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"

using namespace gateway::tests;

namespace {

// Runs a line of bash in which $host and $port name the gateway's UDP address.
void run(const gateway_process& gateway, const std::string& line, const std::string& input = {}) {
    const endpoint& to = gateway.udp();
    const auto result =
        run_shell("host=" + to.host + " port=" + std::to_string(to.port) + "; " + line, input);
    CAPTURE(result.err);
    REQUIRE(result.status == 0);
}

event_record first_event(const gateway_process& gateway) {
    REQUIRE(wait_stored(gateway, 1));
    return event_of(gateway, 1);
}

} // namespace

TEST_CASE("senders: nc") {
    gateway_process gateway;
    run(gateway, "nc -u -w0 $host $port <<<hello");
    const auto event = first_event(gateway);
    CHECK(event.bytes == "hello\n");
    CHECK(event.source.starts_with("127.0.0.1:"));
}

TEST_CASE("senders: nc over IPv6") {
    gateway_process gateway({"--udp", "[::1]:0"});
    run(gateway, "nc -6 -u -w0 $host $port <<<hello");
    CHECK(first_event(gateway).source.starts_with("[::1]:"));
}

TEST_CASE("senders: logger in both syslog forms") {
    gateway_process gateway;
    run(gateway, "logger -d --rfc3164 --server $host --port $port -t probe -p user.warning 'old'");
    const auto old = first_event(gateway);
    CHECK(old.bytes.starts_with("<12>"));
    CHECK(old.bytes.find("probe: old") != std::string::npos);
    run(gateway,
        "logger -d --rfc5424 --server $host --port $port -t probe -p user.info 'gr\u00fc\u00df'");
    REQUIRE(wait_stored(gateway, 2));
    const auto modern = event_of(gateway, 2);
    CHECK(modern.bytes.starts_with("<14>1 "));
    CHECK(modern.bytes.find(" probe ") != std::string::npos);
    CHECK(modern.bytes.find("gr\u00fc\u00df") != std::string::npos);
    CHECK(modern.encoding == "utf-8");
}

TEST_CASE("senders: socat") {
    gateway_process gateway;
    run(gateway, "socat -u STDIN UDP-SENDTO:$host:$port", "from socat");
    CHECK(first_event(gateway).bytes == "from socat");
}

TEST_CASE("senders: bash") {
    gateway_process gateway;
    run(gateway, "printf 'temp=%s' 21.5 > /dev/udp/$host/$port");
    CHECK(first_event(gateway).bytes == "temp=21.5");
}

TEST_CASE("senders: python in the form of statsd") {
    gateway_process gateway;
    run(gateway,
        "python3 - $host $port <<'EOF'\n"
        "import socket, sys\n"
        "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "for i in range(100):\n"
        "    s.sendto(b'requests:%d|c' % i, (sys.argv[1], int(sys.argv[2])))\n"
        "EOF\n");
    REQUIRE(wait_stored(gateway, 100));
    const auto page = page_of(gateway, "limit=100");
    for (std::size_t i = 0; i < 100; ++i) {
        CHECK(page.events[i].bytes == "requests:" + std::to_string(i) + "|c");
        CHECK(page.events[i].source == page.events[0].source);
    }
}

TEST_CASE("senders: curl posts and reads") {
    gateway_process gateway;
    const std::string url = "http://" + gateway.http().text();
    const auto posted = run_command({"curl", "-sS", "-i", "--data-binary", "@-", "-H",
                                     "Content-Type: text/plain", url + "/api/v1/events"},
                                    "from curl");
    CHECK(posted.status == 0);
    CHECK(posted.out.starts_with("HTTP/1.1 201 Created\r\n"));
    CHECK(first_event(gateway).bytes == "from curl");
    // Larger than curl sends without asking first: Expect: 100-continue.
    const auto large = run_command({"curl", "-sS", "-f", "--data-binary", "@-", "-H",
                                    "Expect: 100-continue", url + "/api/v1/events"},
                                   std::string(1'000'000, 'x'));
    CHECK(large.status == 0);
    CHECK(event_of(gateway, 2).size == 1'000'000);
    const auto stream = run_shell("timeout 1 curl -sN '" + url + "/api/v1/stream?after=0'");
    CHECK(stream.out.find("id: 1\ndata: {\"seq\":1,") != std::string::npos);
}

TEST_CASE("senders: what a hostile sender sends stays data") {
    gateway_process gateway({"--log-level", "debug"});
    udp_client client;
    const std::string hostile = "\x1b]0;owned\x07\x1b[2J\r\n[2026-01-01] [critical] forged\n";
    client.send(gateway.udp(), hostile);
    client.send(gateway.udp(), "<img src=x onerror=alert(1)>");
    client.send(gateway.udp(), "%s%n{}{0}${jndi:ldap://x}");
    REQUIRE(wait_stored(gateway, 3));
    CHECK(event_of(gateway, 1).bytes == hostile);
    CHECK(gateway.get("/").body.find("onerror") == std::string::npos);
    http_client bad(gateway.http());
    bad.send("GET /\x1b[2J HTTP/1.1\r\nHost: evil\x1b[2J\r\n\r\n");
    CHECK(bad.read().status >= 400);
    CHECK(gateway.stop() == 0);
    for (const std::string part : {"\x1b", "\x07", "forged\n"}) {
        CHECK(gateway.process().err().find(part) == std::string::npos);
    }
}
