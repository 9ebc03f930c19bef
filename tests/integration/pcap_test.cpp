#include <doctest/doctest.h>

#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

std::string hex(const std::string& bytes) {
    std::string out;
    for (const char c : bytes) {
        out.push_back("0123456789abcdef"[static_cast<unsigned char>(c) >> 4]);
        out.push_back("0123456789abcdef"[static_cast<unsigned char>(c) & 15]);
    }
    return out;
}

// One line for each packet, fields separated by ';'.
std::vector<std::string> tshark(const std::string& file, const std::vector<std::string>& fields) {
    // Payloads are not looked into: 9999 and its like belong to no protocol of the test's.
    std::vector<std::string> argv{"tshark", "-n",
                                  "-r",     file,
                                  "-T",     "fields",
                                  "-E",     "separator=;",
                                  "-o",     "udp.check_checksum:TRUE",
                                  "-o",     "ip.check_checksum:TRUE"};
    for (const std::string& field : fields) argv.insert(argv.end(), {"-e", field});
    const auto result = run_command(argv, {}, 60s);
    CAPTURE(result.err);
    REQUIRE(result.status == 0);
    return lines_of(result.out);
}

std::string seconds(const event_record& event) {
    const std::int64_t ns = unix_ns(event.time);
    const std::string fraction = std::to_string(1'000'000'000 + ns % 1'000'000'000).substr(1);
    return std::to_string(ns / 1'000'000'000) + "." + fraction;
}

} // namespace

TEST_CASE("pcap: tshark reads addresses and ports and payloads and nanoseconds") {
    gateway_process gateway({"--udp", "[::]:0"});
    const endpoint v4{"127.0.0.9", gateway.udp().port}, v6{"::1", gateway.udp().port};
    udp_client four("127.0.0.2"), six("::1");
    const std::vector<std::string> payloads{"hello", std::string("\x00\xff\r\n", 4),
                                            std::string(3001, 'x')};
    for (const std::string& payload : payloads) {
        four.send(v4, payload);
        six.send(v6, payload);
    }
    REQUIRE(wait_stored(gateway, 6));
    const auto response = gateway.get("/api/v1/events?format=pcap");
    CHECK(response.status == 200);
    CHECK(response.header("Content-Type") == "application/vnd.tcpdump.pcap");
    CHECK(response.body.starts_with("\x4d\x3c\xb2\xa1")); // nanoseconds, little endian
    const temp_folder folder;
    const std::string file = folder.write("events.pcap", response.body);

    const auto lines = tshark(file, {"ip.src", "ipv6.src", "udp.srcport", "ip.dst", "ipv6.dst",
                                     "udp.dstport", "frame.time_epoch", "udp.payload"});
    const auto page = page_of(gateway);
    REQUIRE(lines.size() == 6);
    REQUIRE(page.events.size() == 6);
    const std::string from4 = "127.0.0.2;;" + std::to_string(endpoint::parse(four.name()).port);
    const std::string from6 = ";::1;" + std::to_string(endpoint::parse(six.name()).port);
    const std::string port = std::to_string(gateway.udp().port);
    for (std::size_t i = 0; i < 6; ++i) {
        const std::string expected = (i % 2 == 0 ? from4 + ";127.0.0.9;;" : from6 + ";;::1;") +
                                     port + ";" + seconds(page.events[i]) + ";" +
                                     hex(payloads[i / 2]);
        CHECK(lines[i] == expected);
    }
}

TEST_CASE("pcap: lengths and checksums hold for every size") {
    gateway_process gateway({"--udp", "[::]:0"});
    udp_client four("127.0.0.1"), six("::1");
    const std::vector<std::size_t> sizes{0, 1, 2, 3, 1471, 1472, 1473, 65'506, 65'507};
    for (const std::size_t size : sizes) {
        four.send({"127.0.0.1", gateway.udp().port}, std::string(size, '\xff'));
        six.send({"::1", gateway.udp().port}, std::string(size, '\xff'));
    }
    REQUIRE(wait_stored(gateway, 2 * sizes.size()));
    const temp_folder folder;
    const std::string file =
        folder.write("events.pcap", gateway.get("/api/v1/events?format=pcap").body);
    const auto lines = tshark(
        file, {"udp.length", "frame.len", "frame.cap_len", "_ws.malformed", "ip.checksum.status"});
    REQUIRE(lines.size() == 2 * sizes.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::size_t udp = sizes[i / 2] + 8, frame = udp + (i % 2 == 0 ? 20 : 40);
        std::ostringstream expected;
        expected << udp << ';' << frame << ';' << frame << ";;" << (i % 2 == 0 ? "1" : "");
        CHECK(lines[i] == expected.str());
    }
    const auto tcpdump = run_command({"tcpdump", "-n", "-vv", "-r", file});
    CHECK(tcpdump.status == 0);
    for (const std::string wrong : {"bad udp cksum", "bad cksum", "truncated", "[|"}) {
        CAPTURE(wrong);
        CHECK(tcpdump.out.find(wrong) == std::string::npos);
    }
}

TEST_CASE("pcap: limit and filters and an empty selection") {
    gateway_process gateway;
    udp_client one("127.0.0.2"), two("127.0.0.3");
    for (int i = 0; i < 10; ++i) (i % 2 == 0 ? one : two).send(gateway.udp(), std::to_string(i));
    REQUIRE(wait_stored(gateway, 10));
    const temp_folder folder;
    const auto packets = [&](const std::string& query) {
        const auto response = gateway.get("/api/v1/events?format=pcap&" + query);
        REQUIRE(response.status == 200);
        return tshark(folder.write("events.pcap", response.body), {"udp.payload"});
    };
    CHECK(packets("limit=3") == std::vector<std::string>{"37", "38", "39"});
    CHECK(packets("source=127.0.0.2") == std::vector<std::string>{"30", "32", "34", "36", "38"});
    CHECK(packets("after=2&limit=2") == std::vector<std::string>{"32", "33"});
    CHECK(packets("contains=nothing").empty());
}

TEST_CASE("pcap: what came by HTTP does not break it") {
    gateway_process gateway;
    REQUIRE(gateway.post("posted").status == 201);
    REQUIRE(gateway.post(std::string(200'000, 'x')).status == 201);
    gateway.send("datagram");
    REQUIRE(wait_stored(gateway, 3));
    const temp_folder folder;
    const std::string file =
        folder.write("events.pcap", gateway.get("/api/v1/events?format=pcap").body);
    const auto lines = tshark(file, {"udp.payload", "_ws.malformed"});
    REQUIRE_FALSE(lines.empty());
    CHECK(lines.back() == hex("datagram") + ";");
    CHECK(run_command({"tcpdump", "-n", "-r", file}).status == 0);
}
