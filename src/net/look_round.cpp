#include "net/look_round.hpp"

#include <asio/post.hpp>
#include <chrono>
#include <exception>

#include "net/http_connection.hpp"

namespace gateway::net {
namespace {

constexpr std::chrono::milliseconds turn{1};
// How many are looked at between two looks at the clock.
constexpr std::size_t between_clocks = 4;

} // namespace

void look_round::add(http_connection& c) {
    waiting_.push_back(&c);
    try {
        if (!is_begun_) begin_turn();
    } catch (...) {
        waiting_.pop_back();
        throw;
    }
}

void look_round::remove(http_connection& c) {
    waiting_.remove(&c);
}

// Behind what is ready now.
void look_round::begin_turn() {
    asio::post(io_, [this] { look(); });
    is_begun_ = true;
}

void look_round::look() {
    is_begun_ = false;
    const auto end = std::chrono::steady_clock::now() + turn;
    const std::size_t all = waiting_.size();
    for (std::size_t n = 1; n <= all; ++n) {
        if (waiting_.front()->look()) {
            waiting_.splice(waiting_.end(), waiting_, waiting_.begin());
        } else {
            waiting_.pop_front();
        }
        if (n % between_clocks == 0 && std::chrono::steady_clock::now() > end) break;
    }
    if (waiting_.empty()) return;
    try {
        begin_turn();
    } catch (const std::exception&) { // no memory
        for (http_connection* c : waiting_) c->wait_alone();
        waiting_.clear();
    }
}

} // namespace gateway::net
