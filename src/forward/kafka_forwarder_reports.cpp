#include <fmt/format.h>
#include <spdlog/logger.h>

#include <algorithm>
#include <array>
#include <exception>

#include "forward/kafka_forwarder.hpp"
#include "forward/kafka_notice.hpp"

// The other half of the forwarder: what Kafka says of the events that were handed over.
namespace gateway::forward {
namespace {

// Reports of one turn; a batch is not divided.
constexpr std::size_t reports_per_turn = 1'000;

constexpr std::chrono::milliseconds longest_pause{30'000};

} // namespace

loop::awaitable<void> kafka_forwarder::take_reports() {
    while (!is_over_) {
        if (!producer_ || is_broken_) {
            co_await replace_producer();
            continue;
        }
        for (bool more = true; more;) {
            more = take_slice_of_reports();
            note_progress();
            if (awaits_room_) wake_.cancel();
            if (more) co_await loop::next_turn();
        }
        if (one_by_one_ && window_.cursor() >= one_by_one_to_)
            is_broken_ = true; // has done its job
        // Behind the first look: the loop may have begun this anew, and the signal is past.
        if (!is_broken_ && !is_over_) co_await producer_->client().wait();
    }
}

// True while there may be more.
bool kafka_forwarder::take_slice_of_reports() {
    for (std::size_t taken = 0; taken < reports_per_turn;) {
        const event_ptr event = producer_->client().next_event();
        if (event == nullptr || is_broken_) return false;
        taken += take_event(event.get());
    }
    return true;
}

std::size_t kafka_forwarder::take_event(rd_kafka_event_t* event) {
    if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR) return settle_all(event);
    if (take_notice(event, link_, context_.log)) is_broken_ = true;
    return 1;
}

// Returns how many reports there were.
std::size_t kafka_forwarder::settle_all(rd_kafka_event_t* reports) {
    std::size_t count = 0;
    while (const rd_kafka_message_t* const report = rd_kafka_event_message_next(reports)) {
        ++count;
        const std::uint64_t ticket = kafka_producer::ticket_of(*report);
        if (report->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
            settle(ticket, delivery_window::outcome::acknowledged);
            continue;
        }
        if (kafka_producer::is_refusal(report->err)) {
            if (one_by_one_) {
                refuse(ticket, report->len, rd_kafka_err2str(report->err));
                continue;
            }
            one_by_one_to_ = window_.last(); // one of its batch, but which one?
        }
        // It was not delivered, though it could be: all from the cursor on is sent again.
        if (!is_broken_) link_.trouble(rd_kafka_err2str(report->err));
        is_broken_ = true;
    }
    return count;
}

void kafka_forwarder::refuse(std::uint64_t ticket, std::size_t size, std::string_view why) {
    if (context_.counts.kafka_failed == 0) {
        context_.log.warn(
            "kafka: an event of {} bytes was refused: {}; what is refused is counted as failed",
            size, why);
    }
    settle(ticket, delivery_window::outcome::refused);
}

void kafka_forwarder::settle(std::uint64_t ticket, delivery_window::outcome how) {
    const delivery_window::passed p = window_.settle(ticket, how);
    context_.counts.kafka_acked += p.acknowledged;
    context_.counts.kafka_failed += p.refused;
    if (how != delivery_window::outcome::acknowledged) return;
    link_.fine();
    pause_ = least_pause;
}

// Ends the producer that is there; after a pause makes a new one, which goes on behind the cursor.
loop::awaitable<void> kafka_forwarder::replace_producer() {
    producer_.reset();
    is_broken_ = false;
    one_by_one_ = window_.cursor() < one_by_one_to_;
    context_.counts.kafka_skipped -= window_.rewind();
    retry_.expires_after(pause_);
    pause_ = std::min(pause_ * 2, longest_pause);
    co_await retry_.async_wait(loop::result);
    if (is_over_) co_return;
    try {
        kafka_options options = options_;
        if (one_by_one_) options.properties["batch.num.messages"] = "1";
        producer_.emplace(context_.io, options, disposal_);
    } catch (const std::exception& e) {
        link_.trouble(e.what());
    }
    wake_.cancel(); // whatever hand_over() waits for: there is something to hand over again
}

} // namespace gateway::forward
