#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Captured packets as bytes, for the tests of what reads them.
namespace gateway::tests {

inline std::string big_endian(std::uint64_t value, std::size_t size) {
    std::string bytes;
    for (std::size_t i = size; i-- > 0;) bytes.push_back(static_cast<char>(value >> 8 * i));
    return bytes;
}

inline std::string udp_datagram(std::string_view payload) {
    return big_endian(5'000, 2) + big_endian(9'999, 2) + big_endian(8 + payload.size(), 2) +
           big_endian(0, 2) + std::string(payload);
}

// `flags` holds the fragment offset, too.
inline std::string ipv4_packet(std::string_view content, unsigned protocol = 17, unsigned flags = 0,
                               std::string_view header_options = {}) {
    const std::size_t header_size = 20 + header_options.size();
    return big_endian(0x40 | header_size / 4, 1) + big_endian(0, 1) +
           big_endian(header_size + content.size(), 2) + big_endian(0, 2) + big_endian(flags, 2) +
           big_endian(64, 1) + big_endian(protocol, 1) + big_endian(0, 2) +
           big_endian(0x7f000001, 4) + big_endian(0x7f000001, 4) + std::string(header_options) +
           std::string(content);
}

inline std::string ipv6_packet(std::string_view content, unsigned next_header = 17) {
    return big_endian(0x60000000, 4) + big_endian(content.size(), 2) + big_endian(next_header, 1) +
           big_endian(64, 1) + std::string(32, '\1') + std::string(content);
}

inline std::string ethernet_frame(std::string_view packet, unsigned type = 0x0800) {
    return std::string(12, '\2') + big_endian(type, 2) + std::string(packet);
}

} // namespace gateway::tests
