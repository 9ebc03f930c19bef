#pragma once

#include <asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "forward/kafka_client.hpp"
#include "forward/kafka_disposal.hpp"
#include "forward/kafka_message.hpp"
#include "forward/kafka_task.hpp"
#include "forward/trouble_log.hpp"

namespace gateway::forward {

// Reads a topic that other gateways forward to, and stores each event as if it had come in here:
// time, way, source and the rest are those of its message, the number is this ring's own. Where it
// has come to is kept by the brokers, for a group that belongs to this ring alone, so that a ring
// file goes on where it was; a ring in memory begins with as much as it can hold.
class kafka_reader final : public kafka_task {
  public:
    kafka_reader(const kafka_context& context, const kafka_options& options);

    void start(loop::standing_tasks& tasks) override;
    loop::awaitable<void> finish(std::chrono::steady_clock::time_point until) override;

  private:
    loop::awaitable<void> read();
    loop::awaitable<void> show_life();
    bool read_slice();
    std::size_t take_event(rd_kafka_event_t* event);
    void take_message(const rd_kafka_message_t& message);
    bool store(const rd_kafka_message_t& message);
    void take_partitions(rd_kafka_event_t* event);
    void note_place(const rd_kafka_message_t& message);

    loop::awaitable<void> replace_consumer();
    void open();

    kafka_context context_;
    kafka_options options_;
    bool goes_on_; // where it was before the start
    trouble_log link_;
    kafka_disposal disposal_;
    std::optional<kafka_client> consumer_;
    std::vector<message_header> headers_; // of one message; kept for its memory
    std::vector<std::int64_t> next_;      // offset of each partition; below 0: not read yet
    bool is_broken_ = false;              // the consumer that is there
    bool is_over_ = false;
    asio::steady_timer retry_;
    asio::steady_timer life_tick_;
    asio::steady_timer closed_; // of finish()
};

} // namespace gateway::forward
