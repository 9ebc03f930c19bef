#pragma once

#include <array>
#include <asio/ip/udp.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "gateway/config.hpp"
#include "net/arrival_rate.hpp"
#include "net/segment_counter.hpp"

namespace gateway::net {

// One bound UDP socket, set up for receiving: kernel timestamps, the address that was sent to
// (where it can be more than one), a receive buffer, coalesced datagrams, and a count of what the
// kernel dropped (socket(7), ip(7), ipv6(7), udp(7)).
class udp_listener {
  public:
    // Takes timestamps, coalescing and the size of the receive buffer from `options`. With
    // automatic coalescing a socket that was `passed` has none. Throws std::system_error.
    udp_listener(asio::ip::udp::socket socket, const udp_options& options, bool passed);
    udp_listener(const udp_listener&) = delete;
    udp_listener& operator=(const udp_listener&) = delete;
    ~udp_listener() { close(); }

    int descriptor() const { return descriptor_; } // -1 when closed
    bool is_open() const { return descriptor_ >= 0; }
    void close();

    // To be waited for where no rest() is due.
    asio::ip::udp::socket& socket() { return socket_; }

    // How long to let datagrams gather before they are read, 0: not at all. Waking up for each
    // costs more than reading it; so where they come at a high rate the loop does not look at the
    // socket.
    std::chrono::microseconds rest() const { return rests_ ? rest_ : std::chrono::microseconds{}; }

    // To be called when all that waited is read: what is best done next. May throw where there is
    // no memory; then nothing has changed.
    void choose_rest(std::chrono::steady_clock::time_point now);

    const std::string& name() const { return name_; } // "[::]:9999"
    std::uint16_t port() const { return bound_.port(); }

    // Where it is bound: known while it rests, too, and behind its end.
    const asio::ip::udp::endpoint& bound() const { return bound_; }
    bool takes_ipv4() const { return bound_.address().is_v4() || !v6_only_; }

    // Where all of its datagrams were sent to; nullopt where the kernel says it of each.
    const std::optional<std::array<std::uint8_t, 16>>& address() const { return address_; }
    std::size_t buffer_asked() const { return buffer_asked_; }
    std::size_t buffer_granted() const { return buffer_granted_; }

    // To be called where a sender's datagrams came coalesced as far as this socket, which only then
    // takes them so where that is automatic (and drops of them can be counted): what is in no such
    // buffer would be dearer to read.
    void came_together();

    // Whether datagrams may come coalesced, and the kernel's drops of such are exact.
    bool coalesces() const { return coalesces_; }
    bool counts_coalesced_drops() const { return counter_.has_value(); }

    // Counted by the receiver.
    std::uint64_t received = 0;         // datagrams
    std::uint64_t received_buffers = 0; // in so many buffers

    // Asks the socket (SO_MEMINFO), so that drops count even when nothing came behind them. The
    // kernel's counter has 32 bits: to be asked before it can go all around.
    void read_kernel_dropped();

    // How many more datagrams than buffers have come so far, the dropped ones too. To be asked
    // before everything that waits is read, and then handed to count_coalesced_drops.
    std::uint64_t coalesced() const { return counter_ ? counter_->more_than_buffers() : 0; }

    // Everything that had come by then was read: what is missing of it was dropped.
    void count_coalesced_drops(std::uint64_t coalesced_then);

    std::uint64_t kernel_dropped() const { return kernel_dropped_ + coalesced_drops_; } // as read

  private:
    void count_coalesced();
    void take_coalesced();

    asio::ip::udp::socket socket_; // closed while the loop does not look at it
    asio::ip::udp::endpoint bound_;
    bool v6_only_ = false;
    int descriptor_;
    std::string name_;
    std::optional<std::array<std::uint8_t, 16>> address_;
    std::size_t buffer_asked_;
    std::size_t buffer_granted_ = 0;
    std::uint32_t last_drops_ = 0;
    std::uint64_t kernel_dropped_ = 0;  // by the kernel's own count: a coalesced buffer is one
    std::uint64_t coalesced_drops_ = 0; // the other datagrams of such buffers
    arrival_rate rate_;
    std::chrono::microseconds rest_{};
    bool rests_ = false;
    bool coalesces_ = false;
    bool may_coalesce_ = false;
    std::optional<segment_counter> counter_;
};

} // namespace gateway::net
