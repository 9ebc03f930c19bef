#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace gateway::net {

// Counts the datagrams that reach a UDP socket inside of coalesced buffers. The kernel's own count
// of drops takes such a buffer for one; with what has reached the socket and what was read from it,
// it is known how many were in those that it dropped.
//
// A filter of a few instructions (BPF, socket(7) SO_ATTACH_BPF) that lets everything pass. It needs
// the right to have one (CAP_BPF or kernel.unprivileged_bpf_disabled=0).
class segment_counter {
  public:
    // Attaches it to the socket, in the place of any other filter. Where that can't be done, the
    // socket stays as it is, and is_attached() is false.
    explicit segment_counter(int socket);

    bool is_attached() const { return count_ != nullptr; }

    // How many more datagrams than buffers have reached the socket, the dropped ones too.
    std::uint64_t more_than_buffers() const;

  private:
    struct unmap {
        void operator()(std::uint64_t* page) const;
    };
    std::unique_ptr<std::uint64_t, unmap> count_; // shared with the filter
};

} // namespace gateway::net
