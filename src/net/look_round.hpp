#pragma once

#include <asio/io_context.hpp>
#include <list>

namespace gateway::net {

class http_connection;

// Looks at busy connections again and again, each once a round: one handler of the loop for all of
// them, in turns of a millisecond. One thread.
class look_round {
  public:
    explicit look_round(asio::io_context& io) : io_(io) {}

    // Has its look() called from the next turn on, until that says false, it is removed, or it is
    // told to wait_alone(). Throws std::bad_alloc.
    void add(http_connection& c);
    void remove(http_connection& c);

  private:
    void begin_turn();
    void look();

    asio::io_context& io_;
    std::list<http_connection*> waiting_; // who is next stands in front
    bool is_begun_ = false;               // a turn is on its way
};

} // namespace gateway::net
