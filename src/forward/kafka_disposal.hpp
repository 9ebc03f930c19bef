#pragma once

#include <librdkafka/rdkafka.h>

#include <asio/thread_pool.hpp>
#include <optional>

namespace gateway::forward {

// Ends clients of librdkafka. rd_kafka_destroy() waits for the client's threads, and one of those
// may be within a look-up of a name that takes seconds: so Asio's thread waits here, and the loop
// does not. Only clients that are nobody's any more come here; nothing comes back.
class kafka_disposal {
  public:
    kafka_disposal() = default;
    kafka_disposal(const kafka_disposal&) = delete;
    kafka_disposal& operator=(const kafka_disposal&) = delete;
    ~kafka_disposal(); // waits until all of them have ended

    // Ends the client without waiting. What it has not delivered is dropped.
    void take(rd_kafka_t* client) noexcept;

  private:
    std::optional<asio::thread_pool> thread_; // begun for the first client
};

} // namespace gateway::forward
