#pragma once

#include <cstdint>

namespace gateway {

// Everything that is counted besides the ring itself, since the start. Plain numbers: one thread
// writes and reads them. Every loss has a counter, so that the ledger balances:
//   sent by devices on this machine = udp_received + udp_kernel_dropped
//   udp_received - udp_rejected + http_posted + http_redirects + http_captures + kafka_read
//     = stored in the ring
struct counters {
    std::uint64_t udp_received = 0;       // datagrams read from the kernel, the rejected ones too
    std::uint64_t udp_bytes = 0;          // payload bytes of those
    std::uint64_t udp_kernel_dropped = 0; // lost in the kernel: the receive buffer was full
    std::uint64_t udp_rejected = 0;       // from a source that --allow-udp does not name

    std::uint64_t http_requests = 0;         // request heads read, refused ones too
    std::uint64_t http_posted = 0;           // bodies that became events
    std::uint64_t http_redirects = 0;        // visits of /go/ that became events
    std::uint64_t http_captures = 0;         // bodies that became captures
    std::uint64_t http_connections = 0;      // accepted
    std::uint64_t http_open_connections = 0; // open now
    std::uint64_t http_turned_away = 0;      // their client had too many connections open
    std::uint64_t http_left = 0;             // long answers that their client did not wait for
    std::uint64_t http_streams = 0;          // live streams begun
    std::uint64_t http_open_exports = 0;     // pages and exports of events under way
    std::uint64_t http_open_streams = 0;     // live streams open now

    std::uint64_t commands_run = 0;  // started by GET /run/{name}
    std::uint64_t commands_left = 0; // of those, ended because their client had left

    std::uint64_t kafka_sent = 0;     // events handed to the producer, again ones too
    std::uint64_t kafka_acked = 0;    // events that Kafka has, and all events before them
    std::uint64_t kafka_failed = 0;   // events that Kafka will never take
    std::uint64_t kafka_skipped = 0;  // events that the ring lost before they were handed over
    std::uint64_t kafka_read = 0;     // events that came from Kafka
    std::uint64_t kafka_rejected = 0; // messages from Kafka that are no events

    std::uint64_t stream_delivered = 0; // events written to live streams
    std::uint64_t stream_skipped = 0;   // events evicted before a live stream had got to them
};

} // namespace gateway
