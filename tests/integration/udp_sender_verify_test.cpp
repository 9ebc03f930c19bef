#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

std::string url_of(const gateway_process& gateway) {
    return "http://" + gateway.http().text();
}

std::vector<std::string> verifying(const gateway_process& gateway,
                                   std::vector<std::string> options) {
    options.insert(options.begin(), {binary_path("SENDER_BINARY"), "--verify", url_of(gateway)});
    options.push_back(gateway.udp().text());
    return options;
}

// Sends and verifies; the result is JSON where the options say so.
command_result verify(const gateway_process& gateway, const std::vector<std::string>& options) {
    return run_command(verifying(gateway, options), {}, 60s);
}

std::string basis_of(const command_result& result) {
    return json_string(result.out, "/verify/by");
}

} // namespace

TEST_CASE("udp-sender verify: all arrived") {
    gateway_process gateway;
    const auto result = verify(gateway, {"--count", "1000", "--rate", "20000"});
    CHECK(result.status == 0);
    CHECK(lines_of(result.out).back() ==
          "verify: 1000 sent, 1000 arrived, 0 dropped by the kernel, 0 missing, 0 duplicated, "
          "0 out of order");
}

TEST_CASE("udp-sender verify: many ports and what was there before") {
    gateway_process gateway;
    for (int i = 0; i < 3; ++i) gateway.send("event 1");
    REQUIRE(wait_stored(gateway, 3));
    const auto result = verify(gateway, {"--count", "2000", "--sources", "100", "--json"});
    CHECK(result.status == 0);
    CHECK(basis_of(result) == "number");
    CHECK(figures(result.out)["/verify/arrived"] == 2'000);
    CHECK(figures(result.out)["/verify/duplicated"] == 0);
    CHECK(figures(result.out)["/verify/out_of_order"] == 0);
}

TEST_CASE("udp-sender verify: payloads without a number are counted") {
    gateway_process gateway;
    const auto result = verify(gateway, {"--count", "100", "--hex", "00ff", "--json"});
    CHECK(result.status == 0);
    CHECK(basis_of(result) == "count");
    CHECK(figures(result.out)["/verify/arrived"] == 100);
    CHECK(figures(result.out)["/verify/missing"] == 0);
}

TEST_CASE("udp-sender verify: two at once do not take the other's for their own") {
    gateway_process gateway;
    const std::vector<std::string> options{"--count", "5000", "--rate", "20000", "--json"};
    child_process first({verifying(gateway, options), {}, {}});
    child_process second({verifying(gateway, options), {}, {}});
    for (child_process* sender : {&first, &second}) {
        CHECK(sender->wait_exit() == 0);
        CHECK(figures(sender->out())["/verify/arrived"] == 5'000);
    }
}

TEST_CASE("udp-sender verify: what the kernel dropped is missing to the last one") {
    gateway_process gateway({"--rcvbuf", "4KiB"});
    const auto result = verify(gateway, {"--count", "20000", "--size", "1400", "--json"});
    const figures report(result.out);
    CHECK(report["/verify/sent"] == 20'000);
    CHECK(report["/verify/arrived"] + report["/verify/kernel_dropped"] == 20'000);
    CHECK(report["/verify/missing"] == report["/verify/kernel_dropped"]);
    CHECK(report["/verify/duplicated"] == 0);
    CHECK(result.status == (report["/verify/missing"] == 0 ? 0 : 1));
    // The gateway itself says the same.
    CHECK(stats_of(gateway)["/udp/kernel_dropped"] == report["/verify/kernel_dropped"]);
}

TEST_CASE("udp-sender verify: rejected datagrams are missing") {
    gateway_process gateway({"--allow-udp", "192.0.2.0/24"});
    const auto result = verify(gateway, {"--count", "10"});
    CHECK(result.status == 1);
    CHECK(lines_of(result.out).back() ==
          "verify: 10 sent, 0 arrived, 0 dropped by the kernel, 10 missing, 0 duplicated, "
          "0 out of order, 10 rejected by the gateway");
}

TEST_CASE("udp-sender verify: datagrams for somebody else are missing") {
    gateway_process gateway;
    udp_client elsewhere;
    const auto result = run_command(
        {binary_path("SENDER_BINARY"), "--verify", url_of(gateway), "--json", elsewhere.name()});
    CHECK(result.status == 1);
    CHECK(figures(result.out)["/verify/missing"] == 1);
}

TEST_CASE("udp-sender verify: events that the ring evicted are told from the counters") {
    gateway_process gateway({"--ring-size", "128KiB"});
    const auto result = verify(gateway, {"--count", "10000", "--rate", "50000", "--json"});
    CHECK(basis_of(result) == "counters");
    const figures report(result.out);
    CHECK(report["/verify/arrived"] + report["/verify/missing"] == 10'000);
    CHECK(report["/verify/missing"] == report["/verify/kernel_dropped"]);
}

TEST_CASE("udp-sender: a capture from the gateway is sent again") {
    gateway_process gateway;
    temp_folder folder;
    const std::vector<std::string> payloads{"first", std::string("\0\xff", 2), "",
                                            std::string(9'000, 'x'), "last"};
    for (const std::string& payload : payloads) gateway.send(payload);
    REQUIRE(wait_stored(gateway, payloads.size()));
    const auto capture = gateway.get("/api/v1/events?format=pcap");
    REQUIRE(capture.status == 200);
    const std::string file = folder.write("events.pcap", capture.body);

    const auto result = verify(gateway, {"--from-pcap", file, "--speed", "1000", "--json"});
    CAPTURE(result.out);
    CHECK(result.status == 0);
    REQUIRE(wait_stored(gateway, 2 * payloads.size()));
    for (std::size_t i = 0; i < payloads.size(); ++i) {
        CHECK(event_of(gateway, payloads.size() + 1 + i).bytes == payloads[i]);
    }
}

TEST_CASE("udp-sender: a capture keeps its own timing") {
    gateway_process gateway;
    temp_folder folder;
    REQUIRE(run_command({binary_path("SENDER_BINARY"), "--rate", "10", "--count", "4",
                         gateway.udp().text()})
                .status == 0);
    REQUIRE(wait_stored(gateway, 4));
    const auto gap = [&gateway](std::uint64_t from, std::uint64_t to) {
        return unix_ns(event_of(gateway, to).time) - unix_ns(event_of(gateway, from).time);
    };
    const std::string file =
        folder.write("events.pcap", gateway.get("/api/v1/events?format=pcap").body);
    REQUIRE(verify(gateway, {"--from-pcap", file, "--speed", "0.5"}).status == 0);
    // Twice as long, but for what a busy machine does to either.
    CHECK(gap(5, 8) > gap(1, 4) * 5 / 4);
}

TEST_CASE("udp-sender: the highest rate without a loss") {
    gateway_process gateway;
    const auto json = verify(gateway, {"--find-limit", "--duration", "20ms", "--json"});
    REQUIRE(lines_of(json.out).size() == 1);
    const figures found(json.out);
    CHECK(found.has("/trials/0/sent"));
    CHECK_FALSE(found.has("/trials/15/sent"));
    CHECK(json.status == (found["/limit_per_s"] > 0 ? 0 : 1));

    const auto text = verify(gateway, {"--find-limit", "--duration", "20ms"});
    CHECK(text.out.starts_with("trial  1: "));
    CHECK(lines_of(text.out).back().starts_with("limit: "));
}

TEST_CASE("udp-sender: a limit is not searched where nothing arrives") {
    gateway_process gateway;
    udp_client elsewhere;
    const auto result = run_command({binary_path("SENDER_BINARY"), "--verify", url_of(gateway),
                                     "--find-limit", "--duration", "1ms", elsewhere.name()});
    CHECK(result.status == 1);
    CHECK(result.err ==
          "udp-sender: no datagram for " + elsewhere.name() + " reached that gateway\n");
}
