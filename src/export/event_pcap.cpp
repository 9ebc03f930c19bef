#include <netinet/in.h>

#include <cstring>

#include "export/event_writer.hpp"
#include "text/address.hpp"

// The classic pcap file format (draft-ietf-opsawg-pcap): a file header of 24 bytes, then for each
// packet a record header of 16. LINKTYPE_RAW: each packet begins with its IP header.
namespace gateway::exporting {
namespace {

constexpr std::size_t udp_header_size = 8;
constexpr std::size_t ipv4_header_size = 20;
constexpr std::size_t ipv6_header_size = 40;

template <class T>
void append_native(std::string& out, T value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.append(bytes, sizeof bytes);
}

void append_u16(std::string& out, std::size_t value) { // network byte order
    out.push_back(static_cast<char>(value >> 8 & 0xff));
    out.push_back(static_cast<char>(value & 0xff));
}

// Adds 16-bit words in network byte order.
std::uint64_t add_words(std::uint64_t sum, std::string_view bytes) {
    std::uint64_t halves = 0; // in this machine's order, which makes no difference (RFC 1071, 2 B)
    std::size_t i = 0;
    for (std::uint32_t word; i + sizeof word <= bytes.size(); i += sizeof word) {
        std::memcpy(&word, bytes.data() + i, sizeof word);
        halves += word;
    }
    while (halves >> 16 != 0) halves = (halves & 0xffff) + (halves >> 16);
    sum += ntohs(static_cast<std::uint16_t>(halves));
    for (; i < bytes.size(); i += 2) {
        sum += static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << 8;
        if (i + 1 < bytes.size()) sum += static_cast<unsigned char>(bytes[i + 1]);
    }
    return sum;
}

// RFC 1071: the one's complement of the one's complement sum.
std::uint16_t finish_checksum(std::uint64_t sum) {
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

std::string_view bytes_of(const endpoint& e, bool ipv4) {
    const std::string_view all{reinterpret_cast<const char*>(e.address.data()), e.address.size()};
    return ipv4 ? all.substr(12) : all;
}

void append_ipv4_header(std::string& out, const event& e, std::size_t udp_size) {
    const std::size_t start = out.size();
    out.append("\x45\0", 2); // version 4, five words; no DSCP
    append_u16(out, ipv4_header_size + udp_size);
    out.append("\0\0\x40\0\x40", 5); // no identification, don't fragment, 64 hops
    out.push_back(static_cast<char>(IPPROTO_UDP));
    out.append("\0\0", 2); // checksum
    out += bytes_of(e.source, true);
    out += bytes_of(e.local, true);
    const std::uint16_t checksum =
        finish_checksum(add_words(0, std::string_view{out}.substr(start)));
    out[start + 10] = static_cast<char>(checksum >> 8);
    out[start + 11] = static_cast<char>(checksum & 0xff);
}

void append_ipv6_header(std::string& out, const event& e, std::size_t udp_size) {
    out.append("\x60\0\0\0", 4); // version 6, no traffic class, no flow label
    append_u16(out, udp_size);
    out.push_back(static_cast<char>(IPPROTO_UDP));
    out.push_back('\x40'); // 64 hops
    out += bytes_of(e.source, false);
    out += bytes_of(e.local, false);
}

// RFC 768, over the pseudo header of RFC 8200, 8.1 or RFC 791; all of IPv4's fits the same sum.
std::uint16_t udp_checksum(const event& e, bool ipv4, std::size_t udp_size,
                           std::string_view udp_header) {
    std::uint64_t sum = IPPROTO_UDP + udp_size;
    sum = add_words(sum, bytes_of(e.source, ipv4));
    sum = add_words(sum, bytes_of(e.local, ipv4));
    sum = add_words(sum, udp_header);
    const std::uint16_t checksum = finish_checksum(add_words(sum, e.payload));
    return checksum == 0 ? 0xffff : checksum;
}

} // namespace

std::string_view pcap_header() {
    static const std::string header = [] {
        std::string h;
        append_native<std::uint32_t>(h, 0xa1b23c4d); // nanoseconds, in this machine's byte order
        append_native<std::uint16_t>(h, 2);          // version 2.4
        append_native<std::uint16_t>(h, 4);
        append_native<std::uint64_t>(h, 0);
        append_native<std::uint32_t>(h, 262'144); // no packet is longer
        append_native<std::uint32_t>(h, 101);     // LINKTYPE_RAW
        return h;
    }();
    return header;
}

void append_pcap(std::string& out, const event& e) {
    if (e.via != via::udp) return;
    const bool ipv4 = text::is_ipv4(e.source) && text::is_ipv4(e.local);
    const std::size_t udp_size = udp_header_size + e.payload.size();
    const auto packet_size =
        static_cast<std::uint32_t>((ipv4 ? ipv4_header_size : ipv6_header_size) + udp_size);
    append_native(out, static_cast<std::uint32_t>(e.time_ns / 1'000'000'000));
    append_native(out, static_cast<std::uint32_t>(e.time_ns % 1'000'000'000));
    append_native(out, packet_size);
    append_native(out, packet_size);
    ipv4 ? append_ipv4_header(out, e, udp_size) : append_ipv6_header(out, e, udp_size);
    const std::size_t udp_start = out.size();
    append_u16(out, e.source.port);
    append_u16(out, e.local.port);
    append_u16(out, udp_size);
    const std::uint16_t checksum =
        udp_checksum(e, ipv4, udp_size, std::string_view{out}.substr(udp_start));
    append_u16(out, checksum);
    out += e.payload;
}

} // namespace gateway::exporting
