#pragma once

#include <asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "forward/delivery_window.hpp"
#include "forward/kafka_disposal.hpp"
#include "forward/kafka_message.hpp"
#include "forward/kafka_producer.hpp"
#include "forward/kafka_task.hpp"
#include "forward/trouble_log.hpp"

namespace gateway::forward {

// A cursor over the ring that produces: one task hands events over as long as librdkafka has room,
// the other takes the reports, which move the cursor. Where the brokers are away the ring is the
// buffer; what it overwrites meanwhile is counted. A producer that fails is replaced, and the new
// one goes on behind the cursor. Where a batch is refused, one that sends them one by one finds
// out which of its events it is.
class kafka_forwarder final : public kafka_task {
  public:
    kafka_forwarder(const kafka_context& context, const kafka_options& options);

    void start(loop::standing_tasks& tasks) override;
    loop::awaitable<void> finish(std::chrono::steady_clock::time_point until) override;

  private:
    enum class handed { some, all, no_room };

    loop::awaitable<void> hand_over();
    handed hand_over_slice();
    handed hand_over_event(const event& e);
    void skip_evicted();

    loop::awaitable<void> take_reports();
    bool take_slice_of_reports();
    std::size_t take_event(rd_kafka_event_t* event);
    std::size_t settle_all(rd_kafka_event_t* reports);
    void refuse(std::uint64_t ticket, std::size_t size, std::string_view why);
    void settle(std::uint64_t ticket, delivery_window::outcome how);
    void note_progress();
    bool is_caught_up() const;

    loop::awaitable<void> replace_producer();

    static constexpr std::chrono::milliseconds least_pause{1'000};

    kafka_context context_;
    kafka_options options_;
    message_writer writer_;
    delivery_window window_;
    trouble_log link_;
    kafka_disposal disposal_;
    std::optional<kafka_producer> producer_;        // empty: to be made
    std::chrono::milliseconds pause_ = least_pause; // before that
    bool is_broken_ = false;                        // the producer that is there
    bool is_skipping_ = false;                      // since it was caught up last
    bool awaits_room_ = false;
    bool one_by_one_ = false;         // each message is a batch of its own, up to this one:
    std::uint64_t one_by_one_to_ = 0; // the last that was under way when a batch was refused
    bool is_over_ = false;
    asio::steady_timer wake_;     // of hand_over()
    asio::steady_timer retry_;    // of take_reports()
    asio::steady_timer finished_; // of finish()
};

} // namespace gateway::forward
