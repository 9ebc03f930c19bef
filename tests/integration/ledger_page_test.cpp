#include <doctest/doctest.h>

#include <string>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

// The text of the first element with this figure that is no part of a drawing.
std::string shown(const std::string& page, const std::string& figure) {
    const std::string mark = "data-figure=\"" + figure + "\">";
    const std::size_t at = page.find(mark);
    REQUIRE(at != std::string::npos);
    const std::size_t from = at + mark.size();
    return page.substr(from, page.find('<', from) - from);
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

constexpr std::string_view balanced = "data-balanced=\"yes\">The ledger balances";

} // namespace

TEST_CASE("ledger page: its figures are those of the ledger, as it is served") {
    gateway_process gateway({"--ring-size", "64KiB", "--allow-udp", "127.0.0.1/32"});
    udp_client device, refused("127.0.0.2");
    for (int n = 1; n <= 1'200; ++n) {
        if (n != 500)
            device.send(gateway.udp(), "event " + std::to_string(n) + std::string(99, '.'));
    }
    refused.send(gateway.udp(), "x");
    CHECK(gateway.post("y").status == 201);
    REQUIRE(eventually([&] { return stats_of(gateway)["/udp/received"] == 1'200; }));
    const auto answer = gateway.get("/ledger");
    CHECK(answer.status == 200);
    CHECK(answer.header("Content-Type") == "text/html; charset=utf-8");
    CHECK(answer.header("Cache-Control") == "no-store");
    CHECK(contains(answer.header("Content-Security-Policy"), "style-src 'self'"));
    CHECK_FALSE(contains(answer.body, "style="));
    CHECK(contains(answer.body, balanced));
    CHECK(shown(answer.body, "balance.arrived") == "1,201");
    CHECK(shown(answer.body, "balance.accepted") == "1,199");
    CHECK(shown(answer.body, "balance.over_http") == "1");
    CHECK(shown(answer.body, "udp.rejected") == "1");
    CHECK(shown(answer.body, "ring.stored") == "1,200");
    CHECK(shown(answer.body, "sequence.missing") == "1");
    CHECK(shown(answer.body, "kafka.acked") == "0");
    CHECK(shown(answer.body, "ring.held") == std::to_string(stats_of(gateway)["/ring/held"]));
    CHECK(gateway.get("/ledger?x=1").status == 400);
}

TEST_CASE("ledger page: it balances over a restart and where a file is only shown") {
    const temp_folder folder;
    const std::string file = folder.path("ring");
    {
        gateway_process gateway({"--ring-file", file, "--ring-size", "1MiB"});
        for (int i = 0; i < 3; ++i) gateway.send("x");
        REQUIRE(wait_stored(gateway, 3));
    }
    gateway_process again({"--ring-file", file});
    again.send("y");
    REQUIRE(wait_stored(again, 4));
    const std::string page = again.get("/ledger").body;
    CHECK(contains(page, balanced));
    CHECK(shown(page, "balance.earlier") == "3");
    CHECK(shown(page, "balance.accepted") == "1");
    gateway_process shows({"--read-only", "--ring-file", file});
    again.send("z");
    REQUIRE(wait_stored(shows, 5));
    CHECK(contains(shows.get("/ledger").body, balanced));
    CHECK(stats_of(shows)["/balance/unexplained"] == 0);
}

TEST_CASE("ledger page: each open stream is named, with what it got and missed") {
    gateway_process gateway({"--ring-size", "64KiB"});
    for (int i = 0; i < 300; ++i) gateway.send(std::string(1'000, 'x'));
    REQUIRE(wait_stored(gateway, 300));
    const std::uint64_t evicted = stats_of(gateway)["/ring/evicted"];
    REQUIRE(evicted > 0);
    http_client late(gateway.http()), live(gateway.http());
    late.send_request("GET", "/api/v1/stream?after=0");
    REQUIRE(late.read_head().status == 200);
    live.send_request("GET", "/api/v1/stream");
    REQUIRE(live.read_head().status == 200);
    REQUIRE(eventually([&] { return stats_of(gateway)["/streams/delivered"] == 300 - evicted; }));
    const std::string json = gateway.get("/api/v1/stats").body;
    const figures f(json);
    CHECK(f["/streams/open/0/delivered"] == 300 - evicted);
    CHECK(f["/streams/open/0/skipped"] == evicted);
    CHECK(f["/streams/open/1/delivered"] == 0);
    CHECK(f["/streams/open/1/skipped"] == 0);
    CHECK(f["/streams/skipped"] == evicted);
    const std::string client = json_string(json, "/streams/open/0/client");
    CHECK(client.starts_with("127.0.0.1:"));
    CHECK(unix_ns(json_string(json, "/streams/open/0/since")) <= unix_ns_now());
    const std::string page = gateway.get("/ledger").body;
    CHECK(contains(page, "<span class=\"client\">" + client + "</span>"));
    CHECK(contains(page, "<b class=\"skipped\">" + std::to_string(evicted) + "</b>"));
}

TEST_CASE("ledger page: what has left is no stream any more") {
    gateway_process gateway;
    {
        http_client reader(gateway.http());
        reader.send_request("GET", "/api/v1/stream");
        REQUIRE(reader.read_head().status == 200);
        CHECK(figures(gateway.get("/api/v1/stats").body).has("/streams/open/0/delivered"));
    }
    CHECK(eventually([&] { return stats_of(gateway)["/http/open_streams"] == 0; }));
    CHECK_FALSE(stats_of(gateway).has("/streams/open/0/delivered"));
    CHECK(contains(gateway.get("/ledger").body, "No stream is open."));
}

TEST_CASE("ledger page: promtool takes each figure of it") {
    gateway_process gateway;
    gateway.send("event 1");
    REQUIRE(wait_stored(gateway, 1));
    const std::string metrics = gateway.get("/metrics").body;
    const auto result = run_command({"promtool", "check", "metrics"}, metrics);
    CHECK(result.status == 0);
    CHECK(result.out.empty());
    CHECK(result.err.empty());
    for (const char* name : {"udp_accepted_total 1",
                             "http_events_total 0",
                             "ring_stored_earlier 0",
                             "arrived_total 1",
                             "udp_rejected_total 0",
                             "udp_kernel_dropped_total 0",
                             "ring_held 1",
                             "ring_evicted_total 0",
                             "streams_delivered_total 0",
                             "streams_skipped_total 0",
                             "kafka_sent_total 0",
                             "kafka_acked_total 0",
                             "kafka_failed_total 0",
                             "kafka_behind 0",
                             "kafka_skipped 0",
                             "sequence_missing 0",
                             "sequence_duplicated 0",
                             "sequence_reordered 0",
                             "sequence_restarts 0",
                             "ledger_unexplained 0"}) {
        CAPTURE(name);
        CHECK(contains(metrics, "\nevent_gateway_" + std::string(name) + "\n"));
    }
}
