#include "udp-sender/capture_source.hpp"

#include <doctest/doctest.h>

#include <random>
#include <stdexcept>
#include <vector>

#include "export/event_writer.hpp"
#include "packet_samples.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::sender;
using namespace gateway::tests;
using namespace std::chrono_literals;
using state = next_payload::state;

namespace {

constexpr std::uint32_t microseconds = 0xa1b2c3d4, nanoseconds_magic = 0xa1b23c4d;
constexpr std::uint32_t ethernet = 1, raw_ip = 101;

// A capture file, written in big-endian order, which libpcap reads on any machine.
struct capture {
    explicit capture(std::uint32_t magic = microseconds, std::uint32_t link = raw_ip)
        : bytes(big_endian(magic, 4) + big_endian(2, 2) + big_endian(4, 2) + big_endian(0, 8) +
                big_endian(65'535, 4) + big_endian(link, 4)) {}

    capture& add(std::uint32_t seconds, std::uint32_t fraction, const std::string& packet,
                 std::size_t left_out = 0) {
        bytes += big_endian(seconds, 4) + big_endian(fraction, 4) + big_endian(packet.size(), 4) +
                 big_endian(packet.size() + left_out, 4) + packet;
        return *this;
    }

    std::string bytes;
};

struct opened_capture {
    explicit opened_capture(const capture& c, double speed = 1,
                            std::optional<std::size_t> size = {})
        : source(folder.write("test.pcap", c.bytes), speed, size) {}

    // All payloads, whatever their time.
    std::vector<std::string> payloads() {
        std::vector<std::string> all;
        for (auto got = next(100'000h); got.what == state::ready; got = next(100'000h)) {
            all.emplace_back(got.bytes);
        }
        return all;
    }
    next_payload next(std::chrono::nanoseconds elapsed) { return source.next(scratch, elapsed); }

    temp_folder folder;
    capture_source source;
    std::string scratch;
};

std::string packet_with(std::string_view payload) {
    return ipv4_packet(udp_datagram(payload));
}

} // namespace

TEST_CASE("capture_source: payloads come as long after the first as they were captured") {
    opened_capture c(capture().add(100, 0, packet_with("a")).add(101, 500'000, packet_with("b")));
    CHECK(c.next(0s).bytes == "a");
    const next_payload waiting = c.next(1s);
    CHECK(waiting.what == state::later);
    CHECK(waiting.due == 1500ms);
    CHECK(c.next(1500ms).bytes == "b");
    CHECK(c.next(1500ms).what == state::end);
    CHECK(c.source.note().empty());
}

TEST_CASE("capture_source: speed divides the gaps, to the nanosecond") {
    const auto two = capture(nanoseconds_magic)
                         .add(100, 999'999'999, packet_with("a"))
                         .add(101, 9, packet_with("b"));
    opened_capture twice(two, 2);
    CHECK(twice.next(0s).bytes == "a");
    CHECK(twice.next(0s).due == 5ns);
    opened_capture half(two, 0.5);
    CHECK(half.next(0s).bytes == "a");
    CHECK(half.next(0s).due == 20ns);
}

TEST_CASE("capture_source: time that goes backwards does not") {
    opened_capture c(capture()
                         .add(100, 0, packet_with("a"))
                         .add(102, 0, packet_with("b"))
                         .add(50, 0, packet_with("c"))
                         .add(103, 0, packet_with("d")));
    CHECK(c.next(0s).bytes == "a");
    CHECK(c.next(2s).bytes == "b");
    CHECK(c.next(2s).bytes == "c");
    CHECK(c.next(2s).due == 3s);
}

TEST_CASE("capture_source: a gap of a century, made longer still, does not overflow") {
    opened_capture c(
        capture().add(0, 0, packet_with("a")).add(0xffffffff, 0xffffffff, packet_with("b")),
        1e-300);
    CHECK(c.next(0s).bytes == "a");
    CHECK(c.next(0s).due > 800'000h);
}

TEST_CASE("capture_source: the year 2038 is one like any other in this machine's byte order, too") {
    gateway::event e;
    e.source.port = 1;
    std::string bytes{gateway::exporting::pcap_header()};
    for (const std::int64_t seconds : {std::int64_t{0x7fff'ffff}, std::int64_t{0x8000'0001}}) {
        e.time_ns = seconds * 1'000'000'000;
        e.payload = seconds == 0x7fff'ffff ? "a" : "b";
        gateway::exporting::append_pcap(bytes, e);
    }
    capture native;
    native.bytes = bytes;
    opened_capture c(native);
    CHECK(c.next(0s).bytes == "a");
    CHECK(c.next(0s).due == 2s);
}

TEST_CASE("capture_source: what is no whole datagram is left out and counted") {
    opened_capture c(capture()
                         .add(1, 0, ipv4_packet("tcp", 6))
                         .add(1, 0, packet_with("a"))
                         .add(1, 0, ipv4_packet(udp_datagram("f"), 17, 0x2000))
                         .add(1, 0, packet_with("cut").substr(0, 30), 1)
                         .add(1, 0, "")
                         .add(1, 0, packet_with("b")));
    CHECK(c.payloads() == std::vector<std::string>{"a", "b"});
    CHECK(c.source.note() ==
          "left out of the capture: 1 IP fragments, 2 packets cut short, 1 without UDP");
}

TEST_CASE("capture_source: payloads are cut or filled up with zeros") {
    opened_capture c(capture().add(1, 0, packet_with("abc")).add(1, 0, packet_with("")), 1, 2);
    CHECK(c.payloads() == std::vector<std::string>{"ab", std::string(2, '\0')});
}

TEST_CASE("capture_source: Ethernet") {
    opened_capture c(
        capture(microseconds, ethernet).add(1, 0, ethernet_frame(packet_with("framed"))));
    CHECK(c.payloads() == std::vector<std::string>{"framed"});
}

TEST_CASE("capture_source: a file that is no capture is refused in one line") {
    temp_folder folder;
    const auto open = [&folder](const std::string& bytes) {
        capture_source(folder.write("test.pcap", bytes), 1, {});
    };
    CHECK_THROWS_WITH_AS(capture_source("/no/such.pcap", 1, {}),
                         doctest::Contains("capture '/no/such.pcap' cannot be read: "),
                         std::runtime_error);
    CHECK_THROWS_AS(open(""), std::runtime_error);
    CHECK_THROWS_AS(open("this is no capture at all"), std::runtime_error);
    CHECK_THROWS_WITH_AS(open(capture(microseconds, 105).bytes), doctest::Contains("IEEE802_11"),
                         std::runtime_error);
}

TEST_CASE("capture_source: a file that ends within a packet gives the ones before it") {
    const capture whole = capture().add(1, 0, packet_with("a")).add(1, 0, packet_with("b"));
    capture cut = whole;
    cut.bytes.pop_back();
    opened_capture c(cut);
    CHECK(c.next(0s).bytes == "a");
    CHECK_THROWS_AS(c.next(0s), std::runtime_error);
}

TEST_CASE("capture_source: a hostile file is an error or nonsense, never a crash") {
    const std::string whole = capture()
                                  .add(1, 0, packet_with("a"))
                                  .add(2, 0, ipv6_packet(udp_datagram("b")))
                                  .add(3, 0, packet_with(std::string(2'000, 'c')))
                                  .bytes;
    std::mt19937 random(1);
    for (int round = 0; round < 500; ++round) {
        capture c;
        c.bytes = whole;
        for (unsigned i = 0; i < 1 + random() % 8; ++i) {
            c.bytes[random() % c.bytes.size()] = static_cast<char>(random());
        }
        if (random() % 4 == 0) c.bytes.resize(random() % c.bytes.size());
        try {
            opened_capture opened(c, random() % 2 == 0 ? 1 : 1e9);
            for (const std::string& payload : opened.payloads()) {
                REQUIRE(payload.size() <= max_payload);
            }
        } catch (const std::runtime_error& e) {
            REQUIRE(std::string(e.what()).find('\n') == std::string::npos);
        }
    }
}
