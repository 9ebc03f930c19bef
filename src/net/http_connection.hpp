#pragma once

#include <asio/steady_timer.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include "http/request_parser.hpp"
#include "loop/tokens.hpp"
#include "net/client_socket.hpp"
#include "net/connection_phase.hpp"
#include "net/file_transfer.hpp"
#include "net/http_context.hpp"

namespace gateway::net {

// One client: reads requests, writes their answers in order, sends streams. Requests that arrived
// together are answered with one write. Owned by the server, which destroys it when run() ends.
class http_connection {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    http_connection(client_socket socket, http_context& context);
    http_connection(const http_connection&) = delete;
    http_connection& operator=(const http_connection&) = delete;
    ~http_connection();

    // Ends when the client has gone, broke a rule or a limit, or was asked to.
    loop::awaitable<void> run();

    // Acts on a deadline that has passed. Called by the server's sweep.
    void sweep(time_point now);

    // Takes what has come, where that needs no coroutine; false: run() goes on. Called by the
    // look_round.
    bool look() noexcept;
    // It is looked at no more.
    void wait_alone() noexcept;

    // Ends after what is in flight; a stream ends with its last chunk.
    void stop_politely();
    // Ends at once.
    void abort();

  private:
    // Bodies come in large pieces. Of anything else a client can have sent no more ahead than this,
    // which is kept for it while it does not read its answers.
    static constexpr std::size_t most_ahead = 8 * 1024;

    void enter(connection_phase phase);
    connection_phase receiving_phase() const;
    bool is_over() const;
    loop::awaitable<bool> receive();
    void read_input();
    loop::awaitable<void> be_looked_at();
    bool answer_input();
    bool has_room();
    void take_requests();
    void take_input();
    void fail(std::size_t rendered, const char* why);
    void count_request();
    void take_request(http::request& r);
    void take_early_head();
    void refuse(const http::refusal& why);
    void answer(http::response&& r, bool keep_alive, bool head);
    void begin_stream(http::response&& r, bool keep_alive, bool head);
    void append_open_head(const http::response& r, bool keep_alive);
    void keep_input();
    bool write_some(std::string_view& rest);
    bool write_output();
    loop::awaitable<bool> write_rest();
    loop::awaitable<bool> send_stream();
    loop::awaitable<bool> send_parts();
    void append_end();
    loop::awaitable<void> wait_for_more(bool wakes_itself);
    bool send_shared(time_point now) noexcept;
    bool is_unwatched() const;
    void tell_departure();
    http::body_stream::progress produce_part();
    void read_small_file(http::response& r);
    transfer send_file_turn();
    loop::awaitable<bool> send_file();
    loop::awaitable<bool> send_plain_file();
    loop::awaitable<bool> send_file_through_tls();
    void watch_client();
    void stop_watching();
    void on_client_readable();
    loop::awaitable<void> linger();

    client_socket socket_;
    http_context& context_;
    http::request_parser parser_;
    std::string_view input_;    // received and not yet parsed: in context_.input or in unread_
    std::string unread_;        // what of it outlives a wait
    std::string_view attached_; // a constant body that goes behind context_.output
    std::string unwritten_;     // what the kernel did not take at once
    std::unique_ptr<http::body_stream> stream_;
    std::unique_ptr<http::file_body> file_;
    std::string work_;            // what ends with its client and has not ended: "GET /run/x"
    time_point work_begun_;       // when
    std::shared_ptr<bool> watch_; // of the client during a stream: what waits for it has a weak one
    asio::steady_timer wake_;    // run() is to go on: from a stream's wait, or from being looked at
    std::exception_ptr failure_; // of look()
    connection_phase phase_ = connection_phase::idle;
    time_point deadline_;
    std::size_t unfinished_ = 0; // bytes of a request that has not come whole, as counted
    unsigned waits_before_look_ = 0;
    unsigned waits_after_miss_ = 1;
    unsigned minor_version_ = 1; // of the request that stream_ answers
    bool looks_ = false;         // it is in the look_round
    bool was_answered_ = false;  // by look(), and something of that is left to do
    bool has_gone_ = false;      // the client, as far as reading can tell
    bool chunked_ = false;
    bool counted_ = false;     // the request that is being answered is
    bool closing_ = false;     // no further request is read from this client
    bool stopping_ = false;    // the gateway ends
    bool expired_ = false;     // a deadline has passed
    bool half_closed_ = false; // the client sends no more
};

} // namespace gateway::net
