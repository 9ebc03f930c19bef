#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "loop/standing_tasks.hpp"
#include "loop/tokens.hpp"
#include "net/address_limit.hpp"
#include "net/http_connection.hpp"
#include "net/http_context.hpp"
#include "net/tls_context.hpp"

namespace spdlog {
class logger;
}

namespace gateway::net {

// Accepts connections and owns them. At --max-connections it stops accepting until one ends; a
// client that has --max-connections-per-address is turned away with 503. One sweep over all
// connections acts on their deadlines.
class http_server {
  public:
    // Takes the sockets that were passed and binds the others; throws std::system_error that names
    // the address, or std::runtime_error that names a file of TLS that can't be used. What is
    // referred to has to live longer.
    http_server(asio::io_context& io, http_options options, http::handler& handler,
                counters& counts, loop::wakeup& stored, spdlog::logger& log);

    ~http_server();

    void start(loop::standing_tasks& tasks);

    // Accepts no more; connections end after what they have in flight, and those that have not
    // ended at `until` are cut.
    loop::awaitable<void> finish(std::chrono::steady_clock::time_point until);

    std::vector<std::string> urls() const; // "http://127.0.0.1:8080/"

    bool is_secure() const { return tls_ != nullptr; }
    // Reads certificate and key again; where they can't be used it goes on with the ones before,
    // and says so.
    void reload_certificate();

  private:
    // A connection and what it counts for.
    struct member {
        member(http_server& server, address_limit::place p, asio::ip::tcp::socket socket);
        member(const member&) = delete;
        member& operator=(const member&) = delete;
        ~member();

        counters& counts;
        address_limit::place place;
        http_connection connection;
    };
    class membership;

    loop::awaitable<void> accept_loop(asio::ip::tcp::acceptor& acceptor);
    bool is_full() const;
    asio::error_code accept_waiting(asio::ip::tcp::acceptor& acceptor);
    loop::awaitable<void> sweep_loop();
    void serve(asio::ip::tcp::socket socket);
    loop::awaitable<void> run_member(membership m);
    void turn_away(asio::ip::tcp::socket& socket);

    asio::io_context& io_;
    spdlog::logger& log_;
    http_context context_;
    std::unique_ptr<tls_context> tls_; // null: plain HTTP
    address_limit clients_;
    std::list<member> members_;
    std::vector<asio::ip::tcp::acceptor> acceptors_;
    asio::steady_timer sweep_tick_;
    asio::steady_timer connection_ended_; // cancelled as a signal; expires only in finish()
    asio::steady_timer connection_begun_; // never expires: cancelled as a signal
    bool stopping_ = false;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); // false: the server is gone
};

} // namespace gateway::net
