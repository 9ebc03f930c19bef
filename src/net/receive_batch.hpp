#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "gateway/event.hpp"

namespace gateway::net {

// Room for up to 64 buffers that one recvmmsg(2) fills: bytes, senders, control messages.
// One batch serves every listener in turn.
class receive_batch {
  public:
    static constexpr std::size_t size = 64;

    receive_batch();

    // Reads what waits at the socket, at most `size` buffers, without blocking. Returns how many
    // came, or -1 and errno. What came before is overwritten.
    int receive(int socket);

    // One datagram, or several of one sender that arrived together.
    struct buffer {
        std::string_view bytes;
        std::size_t segment_size = 0; // of each datagram in it (see segments), 0: it is one
        endpoint source;
        std::array<std::uint8_t, 16> local_address{}; // where it was sent to, zeros: not said
        std::int64_t time_ns = 0;                     // the kernel's receive timestamp, 0 if none
    };
    // One of those that the last receive() returned.
    buffer at(int index) const;

  private:
    // The largest datagram is 65,527 bytes (IPv6). One cache line more than 64 KiB, so that the
    // buffers don't all fall into the same sets of the caches.
    static constexpr std::size_t buffer_size = 65'536 + 64;
    // A timestamp, the packet information of both families, the size of coalesced datagrams.
    static constexpr std::size_t control_size =
        CMSG_SPACE(sizeof(timespec)) + CMSG_SPACE(sizeof(in6_pktinfo)) +
        CMSG_SPACE(sizeof(in_pktinfo)) + CMSG_SPACE(sizeof(int));
    struct alignas(cmsghdr) control_room {
        std::array<char, control_size> bytes;
    };

    std::unique_ptr<char[]> buffers_;
    std::array<mmsghdr, size> messages_{};
    std::array<iovec, size> vectors_{};
    std::array<sockaddr_in6, size> senders_{}; // large enough for sockaddr_in
    std::array<control_room, size> controls_{};
    int received_ = size; // of the last call: whose in/out fields have to be set again
};

} // namespace gateway::net
