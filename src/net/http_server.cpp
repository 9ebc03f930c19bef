#include "net/http_server.hpp"

#include <fmt/format.h>
#include <netinet/tcp.h>
#include <spdlog/logger.h>

#include <algorithm>
#include <asio/buffer.hpp>
#include <asio/co_spawn.hpp>
#include <exception>
#include <new>
#include <system_error>
#include <utility>

#include "http/response_head.hpp"
#include "net/bind.hpp"
#include "net/passed_socket.hpp"

namespace gateway::net {
namespace {

using clock = std::chrono::steady_clock;

// How often deadlines are looked at: once a second, or finer where a shorter one was asked for.
clock::duration sweep_interval(const http_options& o) {
    const auto shortest = std::min({o.header_timeout, o.body_timeout, o.idle_timeout});
    return std::clamp<std::chrono::nanoseconds>(shortest / 4, std::chrono::milliseconds{10},
                                                std::chrono::seconds{1});
}

// What the kernel takes of an answer before it can be sent: more would be memory of a client that
// does not read, and old news for one that reads a live stream slowly (tcp(7)).
constexpr int unsent_limit = 64 * 1024;
using unsent_low_water = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;

// Accepted connections have the options of their acceptor.
void prepare(asio::ip::tcp::acceptor& acceptor) {
    asio::error_code ec;
    acceptor.non_blocking(true, ec);
    // Else Asio waits for the next one in accept(), and everything with it.
    if (!ec) acceptor.set_option(asio::socket_base::enable_connection_aborted{true}, ec);
    if (!ec) acceptor.set_option(unsent_low_water{unsent_limit}, ec);
    if (!ec) acceptor.set_option(asio::ip::tcp::no_delay{true}, ec);
    if (!ec) return;
    asio::error_code unknown;
    const auto at = acceptor.local_endpoint(unknown);
    throw std::system_error(
        ec, fmt::format("can't listen on http {}", to_string(at.address(), at.port())));
}

} // namespace

http_server::http_server(asio::io_context& io, http_options options, http::handler& handler,
                         counters& counts, loop::wakeup& stored, spdlog::logger& log)
    : io_(io),
      log_(log),
      context_(io, std::move(options), handler, counts, stored, log),
      clients_(context_.options.max_connections_per_address),
      sweep_tick_(io),
      connection_ended_(io, clock::time_point::max()),
      connection_begun_(io, clock::time_point::max()) {
    if (!context_.options.tls_cert.empty()) {
        tls_ = std::make_unique<tls_context>(context_.options.tls_cert, context_.options.tls_key);
    }
    for (const passed_socket& passed : context_.options.passed) {
        acceptors_.push_back(take_http(io, passed));
    }
    for (const listen_address& where : context_.options.listen) {
        for (auto& acceptor : bind_http(io, where)) acceptors_.push_back(std::move(acceptor));
    }
    for (auto& acceptor : acceptors_) prepare(acceptor);
}

http_server::~http_server() {
    *alive_ = false;
}

void http_server::start(loop::standing_tasks& tasks) {
    for (auto& acceptor : acceptors_) {
        tasks.add("http: accepting", [this, &acceptor] { return accept_loop(acceptor); });
    }
    tasks.add("http: deadlines", [this] { return sweep_loop(); });
}

loop::awaitable<void> http_server::accept_loop(asio::ip::tcp::acceptor& acceptor) {
    asio::steady_timer pause{io_};
    bool failing = false; // logged when it begins, not every 100 ms
    while (!stopping_) {
        const auto [gone] =
            co_await acceptor.async_wait(asio::socket_base::wait_read, loop::result);
        if (stopping_) co_return;
        const asio::error_code failure = gone ? gone : accept_waiting(acceptor);
        if (failure) {
            // Out of descriptors or memory: the same call would fail again at once.
            if (!failing) {
                log_.warn("http: can't accept: {}; trying every 100 ms", failure.message());
            }
            pause.expires_after(std::chrono::milliseconds{100});
            co_await pause.async_wait(loop::result);
        }
        failing = static_cast<bool>(failure);
        while (!stopping_ && is_full()) co_await connection_ended_.async_wait(loop::result);
    }
}

bool http_server::is_full() const {
    return members_.size() >= context_.options.max_connections;
}

// Takes in those that wait, up to a number: whoever has come last is not to wait for a turn of all
// others for each one before it.
asio::error_code http_server::accept_waiting(asio::ip::tcp::acceptor& acceptor) try {
    for (int n = 0; n < 64 && !is_full(); ++n) {
        asio::error_code ec;
        asio::ip::tcp::socket socket{io_};
        acceptor.accept(socket, ec);
        if (ec == asio::error::would_block) return {};
        if (ec == asio::error::connection_aborted || ec == asio::error::interrupted) continue;
        if (ec) return ec;
        serve(std::move(socket));
    }
    return {};
} catch (const std::bad_alloc&) {
    return asio::error::no_memory;
} catch (const std::system_error& e) {
    return e.code();
}

http_server::member::member(http_server& server, address_limit::place p,
                            asio::ip::tcp::socket socket)
    : counts(server.context_.counts),
      place(std::move(p)),
      connection(client_socket{std::move(socket), server.tls_ ? server.tls_->get() : nullptr},
                 server.context_) {
    ++counts.http_open_connections;
}

http_server::member::~member() {
    --counts.http_open_connections;
}

// Lies in the frame that serves a member, which ends with it: also where nothing resumes it again,
// and where the server has gone before the loop destroys it.
class http_server::membership {
  public:
    membership(http_server& server, std::list<member>::iterator at)
        : server_(&server), alive_(server.alive_), at_(at) {}
    membership(membership&& other) noexcept
        : server_(std::exchange(other.server_, nullptr)),
          alive_(std::move(other.alive_)),
          at_(other.at_) {}
    ~membership() {
        if (server_ == nullptr || !*alive_) return;
        server_->members_.erase(at_);
        server_->connection_ended_.cancel();
        if (server_->stopping_) server_->sweep_tick_.cancel();
    }
    http_connection& connection() { return at_->connection; }

  private:
    http_server* server_;
    std::shared_ptr<bool> alive_;
    std::list<member>::iterator at_;
};

void http_server::serve(asio::ip::tcp::socket socket) {
    ++context_.counts.http_connections;
    asio::error_code gone;
    const endpoint client = to_endpoint(socket.remote_endpoint(gone));
    if (gone) return;
    auto place = clients_.acquire(client);
    if (!place) return turn_away(socket);
    const auto at = members_.emplace(members_.end(), *this, std::move(*place), std::move(socket));
    membership m{*this, at};
    connection_begun_.cancel();
    asio::co_spawn(io_, run_member(std::move(m)), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    });
}

loop::awaitable<void> http_server::run_member(membership m) {
    try {
        co_await m.connection().run();
    } catch (const std::exception& e) {
        log_.error("http: a connection was ended by an error: {}", e.what());
    }
}

// Keeps nothing of it. Through TLS it would need a handshake: then it is only closed.
void http_server::turn_away(asio::ip::tcp::socket& socket) {
    ++context_.counts.http_turned_away;
    if (tls_) return;
    asio::error_code ignored;
    socket.non_blocking(true, ignored);
    const http::response answer =
        context_.handler.refuse({503, "This address has too many connections open here."});
    std::string text;
    http::append_head(text, answer, {.length = answer.size(), .keep_alive = false},
                      context_.date());
    socket.write_some(asio::buffer(text + answer.body), ignored);
    socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    socket.read_some(asio::buffer(context_.input), ignored); // or its request becomes a reset
}

void http_server::reload_certificate() {
    try {
        tls_->reload();
        log_.info("http: certificate and key are read again");
    } catch (const std::exception& e) {
        log_.error("http: {}; going on with the certificate from before", e.what());
    }
}

loop::awaitable<void> http_server::sweep_loop() {
    const auto interval = sweep_interval(context_.options);
    for (;;) {
        if (members_.empty() && !stopping_ && !context_.departures.has_untold()) {
            co_await connection_begun_.async_wait(loop::result);
        }
        if (members_.empty() && stopping_) co_return;
        sweep_tick_.expires_after(interval);
        co_await sweep_tick_.async_wait(loop::result);
        const auto now = clock::now();
        for (member& m : members_) m.connection.sweep(now);
        context_.departures.sweep(now);
    }
}

loop::awaitable<void> http_server::finish(clock::time_point until) {
    stopping_ = true;
    asio::error_code ignored;
    for (auto& acceptor : acceptors_) acceptor.close(ignored);
    connection_ended_.expires_at(until);
    connection_begun_.cancel();
    for (member& m : members_) m.connection.stop_politely();
    while (!members_.empty() && clock::now() < until) {
        co_await connection_ended_.async_wait(loop::result);
    }
    for (member& m : members_) m.connection.abort();
    sweep_tick_.cancel();
    context_.departures.flush();
}

std::vector<std::string> http_server::urls() const {
    std::vector<std::string> urls;
    for (const auto& acceptor : acceptors_) {
        const auto at = acceptor.local_endpoint();
        urls.push_back(
            fmt::format("{}://{}/", tls_ ? "https" : "http", to_string(at.address(), at.port())));
    }
    return urls;
}

} // namespace gateway::net
