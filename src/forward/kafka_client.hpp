#pragma once

#include <librdkafka/rdkafka.h>

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <memory>

#include "forward/kafka_conf.hpp"
#include "forward/kafka_disposal.hpp"
#include "loop/tokens.hpp"

namespace gateway::forward {

struct destroy_event {
    void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
};
using event_ptr = std::unique_ptr<rd_kafka_event_t, destroy_event>;

// A client of librdkafka whose events are the loop's: librdkafka writes to an eventfd when its
// queue is not empty any more.
class kafka_client {
  public:
    // Throws std::runtime_error, one sentence, where the client can't be made. `disposal` gets it
    // at the end, and has to live longer.
    kafka_client(asio::io_context& io, rd_kafka_type_t type, conf_ptr conf,
                 kafka_disposal& disposal);
    ~kafka_client();
    kafka_client(const kafka_client&) = delete;
    kafka_client& operator=(const kafka_client&) = delete;

    rd_kafka_t* handle() const { return client_; }
    rd_kafka_queue_t* queue() const { return queue_; }

    // Until there are events, or cancel(). Afterwards next_event() has to be called until it gives
    // none: only then librdkafka tells of the next one.
    loop::awaitable<void> wait();
    void cancel();

    event_ptr next_event(); // null: there is none

  private:
    kafka_disposal& disposal_;
    rd_kafka_t* client_ = nullptr;
    rd_kafka_queue_t* queue_ = nullptr;
    asio::posix::stream_descriptor signal_;
};

} // namespace gateway::forward
