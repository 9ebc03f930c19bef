#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gateway/event.hpp"

// An event as a message of Kafka, and back. The value is the payload as it came; the key is the
// source's address without its port, so that one partition has all of a device in its order; the
// rest stands in headers:
//   seq           number in the ring it came from           "42"
//   time          arrival                                   "2026-11-23T17:00:00.123456789Z"
//   via           how it came in                            "udp"
//   source        who sent it                               "192.0.2.7:50312"
//   local         the address that it came in on            "192.0.2.1:9999"
//   gateway       which ring `seq` belongs to               "hostname/00c0ffee00c0ffee"
//   content_type  where HTTP gave one
//   url           of a capture: what was captured
//   captured_s    of a capture: when, seconds since 1970    "1448266812"
// Plain functions: nothing here knows librdkafka.
namespace gateway::forward {

struct message_header {
    std::string_view name, value;
};

struct kafka_message {
    std::string_view key, value;
    std::int64_t time_ms = 0; // arrival, since 1970-01-01 UTC
    std::span<const message_header> headers;
};

// Turns events into messages, always in the same memory.
class message_writer {
  public:
    // `gateway`: the header of that name.
    explicit message_writer(std::string gateway);

    // The message's views are valid until the next call, and as long as the event's.
    kafka_message write(const event& e);

  private:
    void write_source(const endpoint& source);
    void write_local(const endpoint& local);

    std::string gateway_;
    endpoint source_, local_; // of the event before: often this one's as well
    std::string key_, seq_, time_, source_text_, local_text_, captured_s_;
    std::array<message_header, 9> headers_;
};

// The event in a message that a message_writer wrote; nullopt for any other, and where a header has
// what HTTP would not have let in: whoever may write to the topic may write anything. Its views are
// those of the arguments. Headers of other names are passed over; of two with the same name the
// last counts.
std::optional<event_fields> read_message(std::span<const message_header> headers,
                                         std::string_view value);

} // namespace gateway::forward
