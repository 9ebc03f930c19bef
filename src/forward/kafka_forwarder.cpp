#include "forward/kafka_forwarder.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <exception>
#include <string>

namespace gateway::forward {
namespace {

// What one turn of the loop hands over at most: some hundred microseconds.
constexpr std::size_t events_per_turn = 256;
constexpr std::size_t bytes_per_turn = std::size_t{256} << 10;

// While there is no room, how often it is seen what the ring has overwritten.
constexpr std::chrono::milliseconds look_again{200};

// Events that are under way, or settled behind one that is: a partition that is away must not make
// this list endless. Many times what librdkafka's queue takes.
constexpr std::size_t most_under_way = 500'000;

// Names the ring that the numbers of the events belong to: another machine has another name,
// another ring of this one another id.
std::string gateway_name(std::uint64_t ring_id) {
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
    return fmt::format("{}/{:016x}", host.data(), ring_id);
}

} // namespace

kafka_forwarder::kafka_forwarder(const kafka_context& context, const kafka_options& options)
    : context_(context),
      options_(options),
      writer_(gateway_name(context.store.ring.id())),
      window_(context.store.ring.forwarded()),
      link_(context.log, "kafka " + options.brokers),
      wake_(context.io),
      retry_(context.io),
      finished_(context.io) {
    producer_.emplace(context.io, options_, disposal_);
}

void kafka_forwarder::start(loop::standing_tasks& tasks) {
    tasks.add("kafka", [this] { return hand_over(); });
    tasks.add("kafka reports", [this] { return take_reports(); });
}

loop::awaitable<void> kafka_forwarder::hand_over() {
    while (!is_over_) {
        const handed state = hand_over_slice();
        awaits_room_ = state == handed::no_room;
        if (state == handed::some) {
            co_await loop::next_turn(); // behind what UDP and HTTP have waiting
        } else if (state == handed::all) {
            co_await context_.stored.wait(wake_, std::chrono::steady_clock::time_point::max());
        } else {
            wake_.expires_after(look_again);
            co_await wake_.async_wait(loop::result);
        }
    }
}

kafka_forwarder::handed kafka_forwarder::hand_over_slice() {
    skip_evicted();
    if (!producer_ || is_broken_) return handed::no_room;
    event_ring& ring = context_.store.ring;
    std::size_t events = 0, bytes = 0;
    for (auto c = ring.from(window_.last() + 1); const auto e = c.next();) {
        if (events == events_per_turn || bytes >= bytes_per_turn) return handed::some;
        if (window_.under_way() >= most_under_way) return handed::no_room;
        if (one_by_one_ && window_.last() >= one_by_one_to_) return handed::no_room;
        if (hand_over_event(*e) == handed::no_room) return handed::no_room;
        ++events;
        bytes += e->payload.size();
    }
    // Numbers that a damaged file has lost, and nothing behind them.
    if (window_.last() < ring.newest()) {
        context_.counts.kafka_skipped += ring.newest() - window_.last();
        window_.skip_to(ring.newest());
    }
    note_progress();
    return handed::all;
}

kafka_forwarder::handed kafka_forwarder::hand_over_event(const event& e) {
    if (e.seq != window_.last() + 1) { // numbers that a damaged file has lost
        context_.counts.kafka_skipped += e.seq - window_.last() - 1;
        window_.skip_to(e.seq - 1);
    }
    // All that needs memory is done before it is sent: without any, nothing was handed over.
    const kafka_message message = writer_.write(e);
    const std::uint64_t ticket = window_.next_ticket();
    window_.push(e.seq);
    switch (producer_->send(message, ticket)) {
        case kafka_producer::answer::taken:
            ++context_.counts.kafka_sent;
            return handed::some;
        case kafka_producer::answer::refused:
            refuse(ticket, e.payload.size(), producer_->problem());
            return handed::some;
        case kafka_producer::answer::broken:
            is_broken_ = true;
            link_.trouble(producer_->problem());
            producer_->client().cancel();
            break;
        case kafka_producer::answer::full:
            break;
    }
    window_.take_back();
    return handed::no_room;
}

void kafka_forwarder::skip_evicted() {
    const std::uint64_t oldest = context_.store.ring.oldest();
    if (window_.last() + 1 >= oldest) return;
    if (!is_skipping_) {
        context_.log.warn(
            "kafka: the ring has overwritten events from {} on that Kafka has not taken yet",
            window_.last() + 1);
    }
    is_skipping_ = true;
    context_.counts.kafka_skipped += oldest - 1 - window_.last();
    window_.skip_to(oldest - 1);
    note_progress();
}

bool kafka_forwarder::is_caught_up() const {
    return window_.cursor() == context_.store.ring.newest();
}

// The cursor may have moved.
void kafka_forwarder::note_progress() {
    event_ring& ring = context_.store.ring;
    if (ring.forwarded() != window_.cursor()) ring.set_forwarded(window_.cursor());
    if (!is_caught_up()) return;
    if (is_skipping_) {
        context_.log.info("kafka: caught up; {} events were overwritten since the start",
                          context_.counts.kafka_skipped);
    }
    is_skipping_ = false;
    finished_.cancel();
}

loop::awaitable<void> kafka_forwarder::finish(std::chrono::steady_clock::time_point until) {
    finished_.expires_at(until);
    if (!is_caught_up()) co_await finished_.async_wait(loop::result);
    is_over_ = true;
    wake_.cancel();
    retry_.cancel();
    if (producer_) producer_->client().cancel();
    if (is_caught_up()) co_return;
    context_.log.warn("kafka: {} events are not acknowledged",
                      context_.store.ring.newest() - window_.cursor());
}

} // namespace gateway::forward
