#include "net/receive_batch.hpp"

#include <netinet/udp.h>

#include <algorithm>
#include <cstring>

namespace gateway::net {
namespace {

void set_ipv4(std::array<std::uint8_t, 16>& address, const in_addr& ip) {
    address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    std::memcpy(address.data() + 12, &ip, sizeof ip);
}

endpoint to_endpoint(const sockaddr_in6& sender) {
    endpoint e;
    if (sender.sin6_family == AF_INET) {
        sockaddr_in v4;
        std::memcpy(&v4, &sender, sizeof v4);
        set_ipv4(e.address, v4.sin_addr);
        e.port = ntohs(v4.sin_port);
        return e;
    }
    std::memcpy(e.address.data(), &sender.sin6_addr, e.address.size());
    e.scope = sender.sin6_scope_id;
    e.port = ntohs(sender.sin6_port);
    return e;
}

template <class T>
T content(const cmsghdr* c) {
    T value;
    std::memcpy(&value, CMSG_DATA(c), sizeof value);
    return value;
}

} // namespace

receive_batch::receive_batch() : buffers_(new char[size * buffer_size]) {
    for (std::size_t i = 0; i < size; ++i) {
        vectors_[i] = {buffers_.get() + i * buffer_size, buffer_size};
        msghdr& h = messages_[i].msg_hdr;
        h.msg_iov = &vectors_[i];
        h.msg_iovlen = 1;
        h.msg_name = &senders_[i];
        h.msg_control = controls_[i].bytes.data();
    }
}

int receive_batch::receive(int socket) {
    for (int i = 0; i < received_; ++i) {
        msghdr& h = messages_[i].msg_hdr;
        h.msg_namelen = sizeof senders_[i];
        h.msg_controllen = control_size;
    }
    const int n = ::recvmmsg(socket, messages_.data(), size, MSG_DONTWAIT, nullptr);
    received_ = std::max(n, 0);
    return n;
}

receive_batch::buffer receive_batch::at(int index) const {
    const mmsghdr& m = messages_[index];
    buffer d;
    d.bytes = {static_cast<const char*>(vectors_[index].iov_base), m.msg_len};
    d.source = to_endpoint(senders_[index]);
    auto* const header = const_cast<msghdr*>(&m.msg_hdr); // CMSG_NXTHDR takes no const
    for (const cmsghdr* c = CMSG_FIRSTHDR(header); c != nullptr;
         c = CMSG_NXTHDR(header, const_cast<cmsghdr*>(c))) {
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            const auto t = content<timespec>(c);
            d.time_ns = std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
        } else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
            set_ipv4(d.local_address, content<in_pktinfo>(c).ipi_addr);
        } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
            const auto info = content<in6_pktinfo>(c);
            std::memcpy(d.local_address.data(), &info.ipi6_addr, d.local_address.size());
        } else if (c->cmsg_level == SOL_UDP && c->cmsg_type == UDP_GRO) {
            d.segment_size = static_cast<std::size_t>(content<int>(c));
        }
    }
    return d;
}

} // namespace gateway::net
