#include "forward/kafka_reader.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>

#include "forward/kafka_notice.hpp"

namespace gateway::forward {
namespace {

// What one turn of the loop stores at most.
constexpr std::size_t bytes_per_turn = std::size_t{256} << 10;

constexpr std::chrono::milliseconds pause{1'000};

// Whose places are noted: the number is the broker's word.
constexpr std::size_t most_partitions = 100'000;

// Well below max.poll.interval.ms, which is at least session.timeout.ms.
constexpr std::chrono::milliseconds life_sign{2'000};

struct destroy_partitions {
    void operator()(rd_kafka_topic_partition_list_t* list) const {
        rd_kafka_topic_partition_list_destroy(list);
    }
};
using partitions_ptr = std::unique_ptr<rd_kafka_topic_partition_list_t, destroy_partitions>;

conf_ptr consumer_conf(const kafka_options& options, const std::string& group, bool goes_on) {
    conf_ptr conf = make_conf(
        {
            {"auto.offset.reset", "earliest"},
            {"auto.commit.interval.ms", "1000"},
            {"session.timeout.ms", "6000"},
            {"topic.metadata.refresh.interval.ms", "5000"},
            {"queued.max.messages.kbytes", "16384"},
            {"group.id", group.c_str()},
        },
        options, options.from_brokers, RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_REBALANCE);
    // What is committed was stored before.
    rd_kafka_conf_set(conf.get(), "enable.auto.offset.store", "false", nullptr, 0);
    rd_kafka_conf_set(conf.get(), "enable.auto.commit", goes_on ? "true" : "false", nullptr, 0);
    return conf;
}

} // namespace

kafka_reader::kafka_reader(const kafka_context& context, const kafka_options& options)
    : context_(context),
      options_(options),
      goes_on_(!options.starts_anew),
      link_(context.log, "kafka " + options.from_brokers),
      retry_(context.io),
      life_tick_(context.io),
      closed_(context.io) {
    open();
}

void kafka_reader::open() {
    const std::string group = fmt::format("event-gateway-{:016x}", context_.store.ring.id());
    consumer_.emplace(context_.io, RD_KAFKA_CONSUMER, consumer_conf(options_, group, goes_on_),
                      disposal_);
    const partitions_ptr topics{rd_kafka_topic_partition_list_new(1)};
    rd_kafka_topic_partition_list_add(topics.get(), options_.topic.c_str(), RD_KAFKA_PARTITION_UA);
    const auto error = rd_kafka_subscribe(consumer_->handle(), topics.get());
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
        throw std::runtime_error(
            fmt::format("kafka: topic '{}': {}", options_.topic, rd_kafka_err2str(error)));
    }
}

void kafka_reader::start(loop::standing_tasks& tasks) {
    tasks.add("kafka reader", [this] { return read(); });
    tasks.add("kafka reader's life", [this] { return show_life(); });
}

// A member of a group has to ask for messages now and then, also where there are none.
loop::awaitable<void> kafka_reader::show_life() {
    while (!is_over_) {
        life_tick_.expires_after(life_sign);
        co_await life_tick_.async_wait(loop::result);
        if (consumer_) consumer_->cancel(); // read() then looks
    }
}

loop::awaitable<void> kafka_reader::read() {
    while (!is_over_) {
        if (!consumer_ || is_broken_) {
            co_await replace_consumer();
            continue;
        }
        co_await consumer_->wait();
        while (read_slice()) co_await loop::next_turn(); // behind what UDP and HTTP have waiting
        if (rd_kafka_consumer_closed(consumer_->handle()) != 0) break;
    }
    is_over_ = true;
    life_tick_.cancel();
    closed_.cancel();
}

// True while there may be more.
bool kafka_reader::read_slice() {
    bool more = true;
    for (std::size_t bytes = 0; more && !is_broken_ && bytes < bytes_per_turn;) {
        const event_ptr event = consumer_->next_event();
        more = event != nullptr;
        if (more) bytes += take_event(event.get());
    }
    context_.stored.notify();
    return more && !is_broken_;
}

// Returns what it costs of a turn, in bytes.
std::size_t kafka_reader::take_event(rd_kafka_event_t* event) {
    std::size_t cost = 1'000;
    switch (rd_kafka_event_type(event)) {
        case RD_KAFKA_EVENT_FETCH:
            while (const rd_kafka_message_t* const m = rd_kafka_event_message_next(event)) {
                if (is_broken_) break; // the next reader begins with this one
                cost += m->len;
                take_message(*m);
            }
            break;
        case RD_KAFKA_EVENT_REBALANCE:
            take_partitions(event);
            break;
        default:
            if (take_notice(event, link_, context_.log)) is_broken_ = true;
            break;
    }
    return cost;
}

void kafka_reader::take_message(const rd_kafka_message_t& message) {
    if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        link_.trouble(rd_kafka_message_errstr(&message));
        return;
    }
    link_.fine();
    try {
        // First: what has been stored is noted, too.
        const auto partition = static_cast<std::size_t>(std::max(message.partition, 0));
        if (partition >= next_.size() && partition < most_partitions) {
            next_.resize(partition + 1, -1);
        }
        ++(store(message) ? context_.counts.kafka_read : context_.counts.kafka_rejected);
    } catch (const std::bad_alloc&) {
        is_broken_ = true;
        return;
    }
    note_place(message);
}

// Behind this message: for the group, where it is kept, and for the next assignment.
void kafka_reader::note_place(const rd_kafka_message_t& message) {
    rd_kafka_offset_store(message.rkt, message.partition, message.offset);
    const auto partition = static_cast<std::size_t>(message.partition);
    if (partition < next_.size()) next_[partition] = message.offset + 1;
}

bool kafka_reader::store(const rd_kafka_message_t& message) {
    headers_.clear();
    rd_kafka_headers_t* found = nullptr;
    if (rd_kafka_message_headers(&message, &found) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0; rd_kafka_header_get_all(found, i, &name, &value, &size) == 0; ++i) {
        headers_.push_back({name, {static_cast<const char*>(value), size}});
    }
    const auto fields =
        read_message(headers_, {static_cast<const char*>(message.payload), message.len});
    return fields && context_.store.append(*fields) != 0;
}

// The group has only one member: it gets every partition, again after the broker was away.
void kafka_reader::take_partitions(rd_kafka_event_t* event) {
    rd_kafka_t* const client = consumer_->handle();
    if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
        rd_kafka_assign(client, nullptr);
        return;
    }
    rd_kafka_topic_partition_list_t* const list = rd_kafka_event_topic_partition_list(event);
    // No event takes less of the ring, so what lies before that has no place in it.
    constexpr std::size_t least = 64;
    const auto newest = static_cast<std::int64_t>(context_.store.ring.capacity() / least);
    for (int i = 0; i < list->cnt; ++i) {
        const auto partition = static_cast<std::size_t>(list->elems[i].partition);
        std::int64_t& offset = list->elems[i].offset; // at first where the group has come to
        if (partition < next_.size() && next_[partition] >= 0) {
            offset = next_[partition];
        } else if (!goes_on_) {
            offset = RD_KAFKA_OFFSET_TAIL(newest);
        }
    }
    rd_kafka_assign(client, list);
    context_.log.info("kafka: reading {} partitions of topic '{}'", list->cnt, options_.topic);
}

loop::awaitable<void> kafka_reader::replace_consumer() {
    consumer_.reset();
    is_broken_ = false;
    retry_.expires_after(pause);
    co_await retry_.async_wait(loop::result);
    if (is_over_) co_return;
    try {
        open();
    } catch (const std::exception& e) {
        link_.trouble(e.what());
        consumer_.reset();
    }
}

// Leaves the group, which commits the place that it has come to.
loop::awaitable<void> kafka_reader::finish(std::chrono::steady_clock::time_point until) {
    closed_.expires_at(until);
    if (consumer_ && !is_broken_ && !is_over_) {
        rd_kafka_error_t* const error =
            rd_kafka_consumer_close_queue(consumer_->handle(), consumer_->queue());
        if (error == nullptr) co_await closed_.async_wait(loop::result);
        if (error != nullptr) rd_kafka_error_destroy(error);
    }
    is_over_ = true;
    retry_.cancel();
    life_tick_.cancel();
    if (consumer_) consumer_->cancel();
}

} // namespace gateway::forward
