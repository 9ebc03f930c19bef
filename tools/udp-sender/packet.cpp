#include "udp-sender/packet.hpp"

#include <pcap/dlt.h>

#include <algorithm>
#include <cstddef>
#include <optional>

namespace gateway::sender {
namespace {

constexpr unsigned protocol_udp = 17;
constexpr std::size_t udp_header_size = 8;

unsigned byte_at(std::string_view bytes, std::size_t offset) {
    return static_cast<unsigned char>(bytes[offset]);
}

unsigned big_endian_16(std::string_view bytes, std::size_t offset) {
    return byte_at(bytes, offset) << 8 | byte_at(bytes, offset + 1);
}

// `bytes` are what was captured from the UDP header on, up to the end of the IP packet.
packet parse_udp(std::string_view bytes) {
    if (bytes.size() < udp_header_size) return {packet_kind::cut_short, {}};
    const std::size_t size = big_endian_16(bytes, 4);
    if (size < udp_header_size) return {packet_kind::other, {}};
    if (size > bytes.size()) return {packet_kind::cut_short, {}};
    return {packet_kind::udp, bytes.substr(udp_header_size, size - udp_header_size)};
}

packet parse_ipv4(std::string_view bytes) {
    constexpr std::size_t smallest_header = 20;
    constexpr unsigned more_fragments = 0x2000, fragment_offset = 0x1fff;
    if (bytes.size() < smallest_header) return {packet_kind::cut_short, {}};
    const std::size_t header_size = (byte_at(bytes, 0) & 15) * 4;
    if (header_size < smallest_header || byte_at(bytes, 9) != protocol_udp) return {};
    if ((big_endian_16(bytes, 6) & (more_fragments | fragment_offset)) != 0) {
        return {packet_kind::fragment, {}};
    }
    // Behind the packet an Ethernet frame may be padded. A total length of 0 comes from
    // segmentation in the network card: then the packet is what was captured.
    const std::size_t total = big_endian_16(bytes, 2);
    if (total != 0) bytes = bytes.substr(0, total);
    if (bytes.size() < header_size) return {packet_kind::cut_short, {}};
    return parse_udp(bytes.substr(header_size));
}

packet parse_ipv6(std::string_view bytes) {
    constexpr std::size_t header_size = 40;
    constexpr unsigned hop_by_hop = 0, routing = 43, fragment = 44, authentication = 51,
                       destination = 60;
    if (bytes.size() < header_size) return {packet_kind::cut_short, {}};
    unsigned next = byte_at(bytes, 6);
    const std::size_t length = big_endian_16(bytes, 4);
    bytes = bytes.substr(header_size, length == 0 ? std::string_view::npos : length);
    while (next != protocol_udp) {
        if (next == fragment) return {packet_kind::fragment, {}};
        const bool extension = next == hop_by_hop || next == routing || next == destination;
        if (!extension && next != authentication) return {};
        if (bytes.size() < 2) return {packet_kind::cut_short, {}};
        // RFC 8200, 4 and RFC 4302, 2.2 count in different units.
        const unsigned count = byte_at(bytes, 1);
        const std::size_t size = extension ? (count + 1) * 8 : (count + 2) * 4;
        if (bytes.size() < size) return {packet_kind::cut_short, {}};
        next = byte_at(bytes, 0);
        bytes = bytes.substr(size);
    }
    return parse_udp(bytes);
}

packet parse_ip(std::string_view bytes) {
    if (bytes.empty()) return {packet_kind::cut_short, {}};
    switch (byte_at(bytes, 0) >> 4) {
        case 4:
            return parse_ipv4(bytes);
        case 6:
            return parse_ipv6(bytes);
        default:
            return {};
    }
}

// `type_offset` is where the EtherType stands, `header_size` where the packet begins.
packet parse_ether_type(std::string_view bytes, std::size_t type_offset, std::size_t header_size) {
    constexpr unsigned ipv4 = 0x0800, ipv6 = 0x86dd, vlan = 0x8100, provider_vlan = 0x88a8;
    constexpr std::size_t tag_size = 4;
    while (bytes.size() >= std::max(header_size, type_offset + 2)) {
        const unsigned type = big_endian_16(bytes, type_offset);
        if (type == ipv4 || type == ipv6) return parse_ip(bytes.substr(header_size));
        if (type != vlan && type != provider_vlan) return {};
        // A tag is two bytes of its own and then the type of what follows.
        type_offset = header_size + 2;
        header_size += tag_size;
    }
    return {packet_kind::cut_short, {}};
}

packet parse_after(std::string_view bytes, std::size_t header_size) {
    if (bytes.size() < header_size) return {packet_kind::cut_short, {}};
    return parse_ip(bytes.substr(header_size));
}

} // namespace

bool is_known_link(int link_type) {
    switch (link_type) {
        case DLT_EN10MB:
        case DLT_LINUX_SLL:
        case DLT_LINUX_SLL2:
        case DLT_NULL:
        case DLT_LOOP:
        case DLT_RAW:
        case DLT_IPV4:
        case DLT_IPV6:
            return true;
        default:
            return false;
    }
}

packet find_datagram(int link_type, std::string_view captured) {
    switch (link_type) {
        case DLT_EN10MB:
            return parse_ether_type(captured, 12, 14);
        case DLT_LINUX_SLL:
            return parse_ether_type(captured, 14, 16);
        case DLT_LINUX_SLL2:
            return parse_ether_type(captured, 0, 20);
        // Four bytes of address family, in some system's numbers: the IP version says the same.
        case DLT_NULL:
        case DLT_LOOP:
            return parse_after(captured, 4);
        case DLT_RAW:
        case DLT_IPV4:
        case DLT_IPV6:
            return parse_ip(captured);
        default:
            return {};
    }
}

} // namespace gateway::sender
