#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "support/child_process.hpp"
#include "support/gateway_api.hpp"
#include "support/run_command.hpp"

using namespace gateway::tests;

namespace {

// A command that reads a stream for as long as it lives: "curl -sN URL | ...".
launch reader(const gateway_process& gateway, const std::string& query,
              const std::string& rest = {}) {
    const std::string url = "http://" + gateway.http().text() + "/api/v1/stream" + query;
    return {{"bash", "-c", "curl -sN '" + url + "'" + rest}, {}, {}};
}

bool shows(child_process& process, const std::string& text) {
    return process.wait_output(
        [&](const std::string& out, const std::string&) {
            return out.find(text) != std::string::npos;
        },
        60s);
}

bool has_reader(const gateway_process& gateway) {
    return eventually([&] { return stats_of(gateway)["/http/open_streams"] == 1; });
}

// Which timer the kernel keeps for this connection, by its ports (proc(5), /proc/net/tcp): 2 is
// that of SO_KEEPALIVE; -1: there is no such connection.
int timer_of(std::uint16_t local, std::uint16_t remote) {
    std::ifstream connections("/proc/net/tcp");
    for (std::string line; std::getline(connections, line);) {
        unsigned from = 0, to = 0, timer = 0;
        const char* const form = " %*d: %*8x:%x %*8x:%x %*x %*x:%*x %x:";
        if (std::sscanf(line.c_str(), form, &from, &to, &timer) != 3) continue;
        if (from == local && to == remote) return static_cast<int>(timer);
    }
    return -1;
}

std::string hex(const std::string& text) {
    std::string out;
    for (const char c : text) {
        out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
        out += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
    }
    return out;
}

} // namespace

TEST_CASE("stream formats: tshark shows each datagram as it comes") {
    gateway_process gateway;
    child_process tshark(reader(gateway, "?format=pcap",
                                " | tshark -n -l -i - -T fields -e udp.srcport -e udp.payload"));
    REQUIRE(has_reader(gateway));
    for (const std::string payload : {"first", "second", "third"}) {
        const std::string sender = gateway.send(payload);
        CAPTURE(tshark.err());
        // One after the other: nothing waits in a buffer for the next.
        REQUIRE(shows(tshark, sender.substr(sender.rfind(':') + 1) + "\t" + hex(payload) + "\n"));
    }
    CHECK(eventually([&] { return stats_of(gateway)["/streams/delivered"] == 3; }));
}

TEST_CASE("stream formats: a replay of what is there, and what came by HTTP is no packet") {
    gateway_process gateway;
    gateway.send("kept");
    REQUIRE(wait_stored(gateway, 1));
    gateway.post("posted");
    child_process tshark(
        reader(gateway, "?format=pcap&after=0", " | tshark -n -l -r - -T fields -e udp.payload"));
    REQUIRE(has_reader(gateway));
    gateway.send("live");
    REQUIRE(shows(tshark, hex("live") + "\n"));
    CHECK(tshark.out() == hex("kept") + "\n" + hex("live") + "\n");
}

TEST_CASE("stream formats: NDJSON and CSV as they come, filtered") {
    gateway_process gateway;
    udp_client one("127.0.0.2"), two("127.0.0.3");
    child_process ndjson(reader(gateway, "?format=ndjson&source=127.0.0.3"));
    REQUIRE(has_reader(gateway));
    one.send(gateway.udp(), "not wanted");
    two.send(gateway.udp(), "wanted 1\n");
    REQUIRE(shows(ndjson, "wanted 1"));
    two.send(gateway.udp(), "wanted 2");
    REQUIRE(shows(ndjson, "wanted 2"));
    const auto lines = lines_of(ndjson.out());
    REQUIRE(lines.size() == 2);
    CHECK(parse_event(lines[0]).bytes == "wanted 1\n");
    CHECK(parse_event(lines[1]).source == two.name());

    child_process csv(reader(gateway, "?format=csv&after=0&via=udp&contains=wanted"));
    REQUIRE(shows(csv, "wanted 2"));
    gateway.post("wanted, but posted");
    two.send(gateway.udp(), "wanted 3");
    REQUIRE(shows(csv, "wanted 3"));
    const std::string out = csv.out();
    CHECK(out.starts_with("seq,time,via,source,local,size,encoding,data\r\n1,"));
    CHECK(out.find("posted") == std::string::npos);
}

TEST_CASE("stream formats: heads, and who is refused") {
    gateway_process gateway;
    const std::vector<std::pair<std::string, std::string>> types{
        {"sse", "text/event-stream"},
        {"ndjson", "application/x-ndjson"},
        {"csv", "text/csv; charset=utf-8; header=present"},
        {"pcap", "application/vnd.tcpdump.pcap"}};
    for (const auto& [format, type] : types) {
        CAPTURE(format);
        const std::string target = "/api/v1/stream?format=" + format;
        http_client client(gateway.http());
        client.send_request("HEAD", target);
        const auto head = client.read(true);
        CHECK(head.status == 200);
        CHECK(head.header("Content-Type") == type);
        CHECK(head.header("Cache-Control") == "no-store");
        CHECK(head.header("X-Accel-Buffering") == "no");
        CHECK(gateway.get(target, "Origin: http://elsewhere.example\r\n").status == 403);
        CHECK(gateway.get(target, "Sec-Fetch-Site: cross-site\r\n").status == 403);
    }
    for (const std::string wrong :
         {"format=json", "format=text", "format=", "since=1", "limit=1"}) {
        CAPTURE(wrong);
        const auto refused = gateway.get("/api/v1/stream?" + wrong);
        CHECK(refused.status == 400);
        CHECK(refused.body.find("'" + wrong.substr(0, wrong.find('=')) + "'") != std::string::npos);
    }
    // HTTP/1.0 gets it without chunks.
    http_client old(gateway.http());
    old.send("GET /api/v1/stream?format=pcap HTTP/1.0\r\n\r\n");
    const auto head = old.read_head();
    CHECK(head.header("Transfer-Encoding").empty());
    REQUIRE(eventually([&] { return old.buffer().size() >= 24 || !old.receive(); }));
    CHECK(old.buffer().size() == 24);
}

// A machine that is switched off ends no connection, and to an idle one nothing would be written.
TEST_CASE("stream formats: where nothing is sent for long, the kernel asks for the client") {
    gateway_process gateway;
    for (const std::string format : {"csv", "pcap"}) {
        CAPTURE(format);
        http_client client(gateway.http());
        client.send_request("GET", "/api/v1/stream?format=" + format);
        REQUIRE(client.read_head().status == 200);
        CHECK(eventually([&] { return timer_of(gateway.http().port, client.local().port) == 2; }));
    }
}

// A reader that does not read is overtaken: it is told so where the form can, and counted always.
TEST_CASE("stream formats: gaps are told, and counted in pcap where they can't be") {
    gateway_process gateway({"--ring-size", "100KiB"});
    http_client client(gateway.http());
    for (int i = 0; i < 50; ++i) {
        client.request("POST", "/api/v1/events", {}, std::string(10'000, 'x'));
    }
    const std::uint64_t oldest = stats_of(gateway)["/ring/oldest"];
    REQUIRE(oldest > 10);
    child_process ndjson(reader(gateway, "?format=ndjson&after=0"));
    const std::string gap = "{\"gap\":{\"from\":1,\"to\":" + std::to_string(oldest - 1) +
                            ",\"lost\":" + std::to_string(oldest - 1) + "}}\n";
    REQUIRE(shows(ndjson, "{\"seq\":50,"));
    CHECK(ndjson.out().starts_with(gap));
    CHECK(stats_of(gateway)["/streams/skipped"] == oldest - 1);
    child_process pcap(reader(gateway, "?format=pcap&after=0"));
    REQUIRE(eventually([&] { return stats_of(gateway)["/streams/skipped"] == 2 * (oldest - 1); }));
    CHECK(eventually([&] { return pcap.out().size() == 24; })); // of posts no packet is made
}

TEST_CASE("stream formats: under load each event comes once, in order, and the figures add up") {
    gateway_process gateway({"--ring-size", "64MiB"});
    child_process ndjson(reader(gateway, "?format=ndjson"));
    REQUIRE(has_reader(gateway));
    const auto sent = run_command({binary_path("SENDER_BINARY"), gateway.udp().text(), "event {n}",
                                   "--count", "20000", "--rate", "20000", "--quiet"},
                                  {}, 60s);
    REQUIRE(sent.status == 0);
    const std::uint64_t stored = stats_of(gateway)["/ring/stored"];
    REQUIRE(stored > 0);
    REQUIRE(shows(ndjson, "{\"seq\":" + std::to_string(stored) + ","));
    const auto lines = lines_of(ndjson.out());
    REQUIRE(lines.size() == stored);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        REQUIRE(lines[i].starts_with("{\"seq\":" + std::to_string(i + 1) + ","));
    }
    CHECK(eventually([&] { return stats_of(gateway)["/streams/delivered"] == stored; }));
}
