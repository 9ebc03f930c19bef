#include "udp-sender/packet.hpp"

#include <doctest/doctest.h>
#include <pcap/dlt.h>

#include <random>

#include "packet_samples.hpp"

using namespace gateway::sender;
using namespace gateway::tests;

namespace {

std::string payload_of(int link_type, const std::string& bytes) {
    const packet found = find_datagram(link_type, bytes);
    REQUIRE(found.kind == packet_kind::udp);
    return std::string(found.payload);
}

packet_kind kind_of(const std::string& ip_packet) {
    return find_datagram(DLT_RAW, ip_packet).kind;
}

const std::string ipv4 = ipv4_packet(udp_datagram("hello"));
const std::string ipv6 = ipv6_packet(udp_datagram("hello"));

} // namespace

TEST_CASE("find_datagram: every link type") {
    CHECK(payload_of(DLT_RAW, ipv4) == "hello");
    CHECK(payload_of(DLT_RAW, ipv6) == "hello");
    CHECK(payload_of(DLT_IPV4, ipv4) == "hello");
    CHECK(payload_of(DLT_IPV6, ipv6) == "hello");
    CHECK(payload_of(DLT_NULL, big_endian(0x02000000, 4) + ipv4) == "hello");
    CHECK(payload_of(DLT_LOOP, big_endian(30, 4) + ipv6) == "hello");
    CHECK(payload_of(DLT_EN10MB, ethernet_frame(ipv4)) == "hello");
    CHECK(payload_of(DLT_EN10MB, ethernet_frame(ipv6, 0x86dd)) == "hello");
    CHECK(payload_of(DLT_LINUX_SLL, std::string(14, '\0') + big_endian(0x0800, 2) + ipv4) ==
          "hello");
    CHECK(payload_of(DLT_LINUX_SLL2, big_endian(0x86dd, 2) + std::string(18, '\0') + ipv6) ==
          "hello");
    CHECK(find_datagram(DLT_IEEE802_11, ipv4).kind == packet_kind::other);
}

TEST_CASE("find_datagram: VLAN tags, also two") {
    const std::string tag = big_endian(0x0042, 2) + big_endian(0x0800, 2);
    const std::string outer = big_endian(0x0043, 2) + big_endian(0x8100, 2);
    CHECK(payload_of(DLT_EN10MB, ethernet_frame(tag + ipv4, 0x8100)) == "hello");
    CHECK(payload_of(DLT_EN10MB, ethernet_frame(outer + tag + ipv4, 0x88a8)) == "hello");
    CHECK(find_datagram(DLT_EN10MB, ethernet_frame(outer, 0x88a8)).kind == packet_kind::cut_short);
}

TEST_CASE("find_datagram: headers of any length, and padding behind the packet") {
    CHECK(payload_of(DLT_RAW, ipv4_packet(udp_datagram("x"), 17, 0, std::string(40, '\1'))) == "x");
    CHECK(payload_of(DLT_EN10MB, ethernet_frame(ipv4 + std::string(20, '\0'))) == "hello");
    const std::string hop_by_hop = big_endian(60, 1) + big_endian(0, 1) + std::string(6, '\0');
    const std::string options = big_endian(51, 1) + big_endian(1, 1) + std::string(14, '\0');
    const std::string authentication = big_endian(17, 1) + big_endian(1, 1) + std::string(10, '\0');
    CHECK(payload_of(DLT_RAW,
                     ipv6_packet(hop_by_hop + options + authentication + udp_datagram("deep"),
                                 0)) == "deep");
}

TEST_CASE("find_datagram: an empty datagram and the largest one") {
    CHECK(payload_of(DLT_RAW, ipv4_packet(udp_datagram(""))).empty());
    const std::string largest(65'507, 'x');
    CHECK(payload_of(DLT_RAW, ipv4_packet(udp_datagram(largest))) == largest);
}

TEST_CASE("find_datagram: a packet whose length the network card was to fill in") {
    std::string packet = ipv4;
    packet[2] = packet[3] = 0;
    CHECK(payload_of(DLT_RAW, packet) == "hello");
}

TEST_CASE("find_datagram: fragments") {
    constexpr unsigned more = 0x2000, dont = 0x4000;
    CHECK(kind_of(ipv4_packet(udp_datagram("x"), 17, more)) == packet_kind::fragment);
    CHECK(kind_of(ipv4_packet(udp_datagram("x"), 17, 100)) == packet_kind::fragment);
    CHECK(kind_of(ipv4_packet(udp_datagram("x"), 17, dont)) == packet_kind::udp);
    CHECK(kind_of(ipv6_packet(std::string(8, '\0') + udp_datagram("x"), 44)) ==
          packet_kind::fragment);
}

TEST_CASE("find_datagram: what is not UDP or not well-formed") {
    CHECK(kind_of(ipv4_packet(udp_datagram("x"), 6)) == packet_kind::other);
    CHECK(kind_of(ipv6_packet(udp_datagram("x"), 58)) == packet_kind::other);
    CHECK(kind_of("\x50" + ipv4.substr(1)) == packet_kind::other);
    CHECK(kind_of("\x44" + ipv4.substr(1)) == packet_kind::other); // a header of 16 bytes
    std::string short_udp = ipv4;
    short_udp[25] = 7; // a UDP length below its header's
    CHECK(kind_of(short_udp) == packet_kind::other);
    CHECK(find_datagram(DLT_EN10MB, ethernet_frame(ipv4, 0x0806)).kind == packet_kind::other);
}

TEST_CASE("find_datagram: every packet that is cut short is said to be") {
    const std::string frame = ethernet_frame(ipv4);
    for (std::size_t size = 0; size < frame.size(); ++size) {
        CAPTURE(size);
        CHECK(find_datagram(DLT_EN10MB, frame.substr(0, size)).kind == packet_kind::cut_short);
    }
    for (std::size_t size = 0; size < ipv6.size(); ++size) {
        CHECK(kind_of(ipv6.substr(0, size)) == packet_kind::cut_short);
    }
}

TEST_CASE("find_datagram: no bytes make it read outside of them") {
    std::mt19937 random(1);
    const std::string samples[] = {ethernet_frame(ipv4), ethernet_frame(ipv6, 0x86dd), ipv4, ipv6};
    for (int round = 0; round < 50'000; ++round) {
        std::string bytes = samples[random() % std::size(samples)];
        bytes.resize(random() % (bytes.size() + 1));
        bytes.shrink_to_fit();
        for (unsigned i = 0; i < 4 && !bytes.empty(); ++i) {
            bytes[random() % bytes.size()] = static_cast<char>(random());
        }
        for (const int link : {DLT_EN10MB, DLT_LINUX_SLL, DLT_LINUX_SLL2, DLT_NULL, DLT_RAW}) {
            const packet found = find_datagram(link, bytes);
            if (found.kind != packet_kind::udp) continue;
            REQUIRE(found.payload.data() >= bytes.data());
            REQUIRE(found.payload.data() + found.payload.size() <= bytes.data() + bytes.size());
        }
    }
}
