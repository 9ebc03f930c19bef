#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <deque>
#include <span>
#include <vector>

#include "events/event_store.hpp"
#include "gateway/config.hpp"
#include "gateway/counters.hpp"
#include "loop/standing_tasks.hpp"
#include "loop/tokens.hpp"
#include "loop/wakeup.hpp"
#include "net/receive_batch.hpp"
#include "net/segments.hpp"
#include "net/udp_listener.hpp"
#include "text/address.hpp"

namespace spdlog {
class logger;
}

namespace gateway::net {

// Reads datagrams from every listener into the store. Nothing is allocated, formatted or logged
// for a datagram; readers are woken once a turn. Nothing that a datagram contains can end it.
class udp_receiver {
  public:
    // Takes the sockets that were passed and binds the others; throws std::system_error that names
    // the address, std::invalid_argument for a block in `options.allow` that is none. What is
    // referred to has to live longer.
    udp_receiver(asio::io_context& io, const udp_options& options, events::event_store& store,
                 counters& counts, loop::wakeup& stored, spdlog::logger& log);

    void start(loop::standing_tasks& tasks);
    void stop(); // closes the sockets

    std::deque<udp_listener>& listeners() { return listeners_; }

    // Takes in what waits in the kernel now and reads its drop counters, so that the ledger
    // balances at the instant it is asked for.
    void catch_up();

    // Whether --allow-udp names this source.
    bool is_allowed(const endpoint& source) const;

    // The last datagram of a source that it does not name.
    struct rejection {
        endpoint source, local;
        std::int64_t time_ns = 0; // 0: there was none
    };
    const rejection& last_rejected() const { return last_rejected_; }

  private:
    enum class drained { yes, no, failed };

    void add_listener(asio::ip::udp::socket socket, const udp_options& options, bool passed);
    loop::awaitable<void> listen(udp_listener& listener);
    drained drain_turn(udp_listener& listener);
    drained drain(udp_listener& listener, std::size_t most_buffers, std::size_t most_datagrams);
    std::size_t store(udp_listener& listener, int count);
    std::size_t store(event_fields& e, segments datagrams);
    void catch_up(udp_listener& listener);

    asio::io_context& io_;
    events::event_store& store_;
    counters& counts_;
    loop::wakeup& stored_;
    spdlog::logger& log_;
    std::vector<text::cidr> allow_;
    rejection last_rejected_;
    std::deque<udp_listener> listeners_; // stable addresses: coroutines refer to them
    receive_batch batch_;
};

} // namespace gateway::net
