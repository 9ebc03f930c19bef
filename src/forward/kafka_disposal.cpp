#include "forward/kafka_disposal.hpp"

#include <asio/post.hpp>
#include <exception>

namespace gateway::forward {
namespace {

// Without a word to the group, which would wait for its coordinator.
void end(rd_kafka_t* client) {
    rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

} // namespace

kafka_disposal::~kafka_disposal() {
    if (thread_) thread_->join();
}

void kafka_disposal::take(rd_kafka_t* client) noexcept {
    try {
        if (!thread_) thread_.emplace(1);
        asio::post(*thread_, [client] { end(client); });
    } catch (const std::exception&) { // no thread or no memory to be had
        end(client);
    }
}

} // namespace gateway::forward
