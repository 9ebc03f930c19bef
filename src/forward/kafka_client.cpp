#include "forward/kafka_client.hpp"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <system_error>

namespace gateway::forward {
namespace {

// Signalled from the start: what is in the queue before it is watched is not told of.
int new_eventfd() {
    const int fd = ::eventfd(1, EFD_NONBLOCK | EFD_CLOEXEC);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), "kafka: eventfd");
    return fd;
}

} // namespace

kafka_client::kafka_client(asio::io_context& io, rd_kafka_type_t type, conf_ptr conf,
                           kafka_disposal& disposal)
    : disposal_(disposal), signal_(io, new_eventfd()) {
    std::array<char, 512> problem{};
    client_ = rd_kafka_new(type, conf.get(), problem.data(), problem.size());
    if (client_ == nullptr) throw std::runtime_error(fmt::format("kafka: {}", problem.data()));
    static_cast<void>(conf.release()); // the client's now
    if (type == RD_KAFKA_CONSUMER) {
        rd_kafka_poll_set_consumer(client_); // one queue for all
        queue_ = rd_kafka_queue_get_consumer(client_);
    } else {
        queue_ = rd_kafka_queue_get_main(client_);
    }
    rd_kafka_set_log_queue(client_, queue_);
    constexpr std::uint64_t one = 1;
    rd_kafka_queue_io_event_enable(queue_, signal_.native_handle(), &one, sizeof one);
}

kafka_client::~kafka_client() {
    rd_kafka_queue_io_event_enable(queue_, -1, nullptr, 0);
    rd_kafka_queue_destroy(queue_);
    disposal_.take(client_);
}

loop::awaitable<void> kafka_client::wait() {
    co_await signal_.async_wait(asio::posix::stream_descriptor::wait_read, loop::result);
    std::uint64_t signals = 0;
    [[maybe_unused]] const auto ignored = ::read(signal_.native_handle(), &signals, sizeof signals);
}

void kafka_client::cancel() {
    asio::error_code ignored;
    signal_.cancel(ignored);
}

event_ptr kafka_client::next_event() {
    return event_ptr{rd_kafka_queue_poll(queue_, 0)};
}

} // namespace gateway::forward
