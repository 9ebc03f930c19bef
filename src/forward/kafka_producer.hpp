#pragma once

#include <librdkafka/rdkafka.h>

#include <array>
#include <asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "forward/kafka_client.hpp"
#include "forward/kafka_message.hpp"
#include "gateway/config.hpp"

namespace gateway::forward {

// Hands messages to librdkafka, which batches, sends and resends them in its own thread and reports
// on each. Nothing here blocks.
class kafka_producer {
  public:
    // Throws std::runtime_error, one sentence, where the properties do not fit together.
    kafka_producer(asio::io_context& io, const kafka_options& options, kafka_disposal& disposal);

    enum class answer {
        taken,   // copied; a report with the ticket will come
        full,    // not taken: there is room again after some reports
        refused, // no broker would take it: too large
        broken,  // this producer takes nothing any more
    };
    answer send(const kafka_message& message, std::uint64_t ticket);

    // What was said with the last message that was refused, or with answer::broken.
    std::string_view problem() const { return problem_; }

    // What came of messages: RD_KAFKA_EVENT_DR, errors and logs.
    kafka_client& client() { return client_; }

    static std::uint64_t ticket_of(const rd_kafka_message_t& report);

    // Whether an error says that this message will never be taken, however often it is sent.
    static bool is_refusal(rd_kafka_resp_err_t error);

  private:
    struct destroy_topic {
        void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
    };

    kafka_client client_;
    std::unique_ptr<rd_kafka_topic_t, destroy_topic> topic_;
    std::string problem_;
    std::array<rd_kafka_vu_t, 16>
        fields_{}; // of one message: a kilobyte that is not made each time
};

} // namespace gateway::forward
