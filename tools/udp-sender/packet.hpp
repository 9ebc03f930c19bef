#pragma once

#include <cstdint>
#include <string_view>

namespace gateway::sender {

// What a captured packet turned out to be.
enum class packet_kind {
    udp,       // a whole datagram
    fragment,  // of an IP packet: its datagram would have to be put together first
    cut_short, // the capture holds only the beginning
    other      // not UDP, or not well-formed
};

struct packet {
    packet_kind kind = packet_kind::other;
    std::string_view payload; // of a whole datagram; a part of the bytes that were given
};

// Whether find_datagram knows the link type (a DLT_ value of libpcap): Ethernet with VLAN tags,
// Linux cooked v1 and v2, raw IP, and the loopbacks of the BSDs.
bool is_known_link(int link_type);

// The UDP datagram in the captured bytes of one packet. Any bytes may come: nothing is read
// outside of them. Plain function, any thread.
packet find_datagram(int link_type, std::string_view captured);

} // namespace gateway::sender
