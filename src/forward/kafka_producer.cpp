#include "forward/kafka_producer.hpp"

#include <fmt/format.h>

#include <bit>
#include <stdexcept>

namespace gateway::forward {
namespace {

conf_ptr producer_conf(const kafka_options& options) {
    return make_conf(
        {
            {"acks", "all"},
            {"enable.idempotence", "true"},
            {"linger.ms", "20"},
            // Never given up: the ring is what bounds an outage.
            {"message.timeout.ms", "0"},
            // What is under way is a copy; all the rest waits in the ring.
            {"queue.buffering.max.messages", "100000"},
            {"queue.buffering.max.kbytes", "32768"},
            // The reports of one batch are one turn of the loop.
            {"batch.num.messages", "2000"},
        },
        options, options.brokers, RD_KAFKA_EVENT_DR);
}

constexpr std::size_t problem_size = 512;

// librdkafka takes pointers to what it only reads as if it wrote there.
void* bytes_of(std::string_view text) {
    return const_cast<char*>(text.data());
}

void set_bytes(rd_kafka_vu_t& field, rd_kafka_vtype_t type, std::string_view bytes) {
    field.vtype = type;
    field.u.mem.ptr = bytes_of(bytes);
    field.u.mem.size = bytes.size();
}

void set_header(rd_kafka_vu_t& field, const message_header& h) {
    field.vtype = RD_KAFKA_VTYPE_HEADER;
    field.u.header.name = h.name.data(); // a literal: it ends with a zero
    field.u.header.val = h.value.data();
    field.u.header.size = static_cast<ssize_t>(h.value.size());
}

} // namespace

kafka_producer::kafka_producer(asio::io_context& io, const kafka_options& options,
                               kafka_disposal& disposal)
    : client_(io, RD_KAFKA_PRODUCER, producer_conf(options), disposal),
      topic_(rd_kafka_topic_new(client_.handle(), options.topic.c_str(), nullptr)) {
    if (topic_ == nullptr) {
        throw std::runtime_error(fmt::format("kafka: topic '{}': {}", options.topic,
                                             rd_kafka_err2str(rd_kafka_last_error())));
    }
    problem_.reserve(problem_size);
    fields_[0].vtype = RD_KAFKA_VTYPE_RKT;
    fields_[0].u.rkt = topic_.get();
    fields_[1].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    fields_[1].u.i = RD_KAFKA_MSG_F_COPY;
}

kafka_producer::answer kafka_producer::send(const kafka_message& message, std::uint64_t ticket) {
    fields_[2].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
    fields_[2].u.i64 = message.time_ms;
    fields_[3].vtype = RD_KAFKA_VTYPE_OPAQUE;
    fields_[3].u.ptr = std::bit_cast<void*>(static_cast<std::uintptr_t>(ticket));
    set_bytes(fields_[4], RD_KAFKA_VTYPE_KEY, message.key);
    set_bytes(fields_[5], RD_KAFKA_VTYPE_VALUE, message.value);
    std::size_t count = 6;
    for (const message_header& h : message.headers) set_header(fields_[count++], h);

    rd_kafka_error_t* const error = rd_kafka_produceva(client_.handle(), fields_.data(), count);
    if (error == nullptr) return answer::taken;
    const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
    const bool is_full = code == RD_KAFKA_RESP_ERR__QUEUE_FULL;
    if (!is_full) {
        const std::string_view why = rd_kafka_error_string(error);
        problem_.assign(why.substr(0, problem_size)); // needs no memory
    }
    rd_kafka_error_destroy(error);
    if (is_full) return answer::full;
    return is_refusal(code) ? answer::refused : answer::broken;
}

std::uint64_t kafka_producer::ticket_of(const rd_kafka_message_t& report) {
    return reinterpret_cast<std::uintptr_t>(report._private);
}

bool kafka_producer::is_refusal(rd_kafka_resp_err_t error) {
    switch (error) {
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
        case RD_KAFKA_RESP_ERR_INVALID_MSG:
        case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
        case RD_KAFKA_RESP_ERR_INVALID_RECORD:
        case RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP:
            return true;
        default:
            return false;
    }
}

} // namespace gateway::forward
