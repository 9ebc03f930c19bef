#pragma once

#include <sys/socket.h>
#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "udp-sender/address.hpp"
#include "udp-sender/file_descriptor.hpp"
#include "udp-sender/options.hpp"

namespace gateway::sender {

// What one local port has sent.
struct port_ledger {
    std::string ip;       // "127.0.0.1"
    std::string endpoint; // "127.0.0.1:50312", as a receiver sees it
    std::uint64_t sent = 0;
};

// What became of the datagrams. `sent` is what the kernel accepted, exactly.
struct transmit_ledger {
    std::uint64_t sent = 0;
    std::uint64_t bytes = 0;   // of payload
    std::uint64_t unsent = 0;  // datagrams that the kernel refused for good
    std::uint64_t reports = 0; // errors that the network reported about earlier datagrams
    int last_error = 0;        // errno of the last of either, 0 where none is known
};

// Sends datagrams to one destination from one or more local ports, in turn, with sendmmsg.
//
// The sockets are connected: that is faster (no route look-up per datagram), shows the local
// address, and lets the kernel report that nothing listens (ECONNREFUSED). Such a report makes one
// call fail without sending anything, so that datagram is sent again: `sent` stays exact.
class transmitter {
  public:
    // The most datagrams in one call of send.
    static constexpr std::size_t batch_size = 64;

    // Opens and connects `ports` sockets; `interface` is what multicast leaves by, empty: the
    // system chooses. Throws std::system_error naming the destination, std::runtime_error where
    // datagrams of `gso` are too large for the way there.
    transmitter(const socket_address& destination, const std::string& interface, std::size_t ports,
                const gso_options& gso = {});

    // Sends all payloads, with `gso` each of its size; blocks while the send buffer is full. The
    // datagrams of one port keep their order; within one call those of different ports go out port
    // by port.
    void send(std::span<const std::string_view> payloads);

    // Takes in errors that came after the last datagram.
    void collect_reports();

    const transmit_ledger& total() const { return total_; }
    const std::vector<port_ledger>& ports() const { return ports_; }

  private:
    void send_run(std::size_t port, std::span<iovec> payloads);
    void send_messages(std::size_t port, std::span<mmsghdr> run);
    bool is_busy(int error);

    gso_options gso_;
    std::vector<file_descriptor> sockets_;
    std::vector<port_ledger> ports_; // one for each of sockets_
    transmit_ledger total_;
    std::size_t next_port_ = 0;
    unsigned busy_waits_ = 0; // in a row
};

} // namespace gateway::sender
