#pragma once

#include <openssl/ssl.h>

#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>
#include <memory>
#include <string_view>
#include <utility>

namespace gateway::net {

// A client's TCP connection, plain or through TLS. Reads and writes never wait: they say
// `would_block`, and then wait_to_read() or wait_to_write() tells when to try again. A TLS
// handshake is part of the first reads.
class client_socket {
  public:
    // Not blocking from now on. `tls` is a context of a server (SSL_CTX_up_ref is called) or null.
    // Throws std::bad_alloc, std::system_error.
    client_socket(asio::ip::tcp::socket socket, SSL_CTX* tls);

    // As the functions of these names of an Asio socket: `eof` where the client has ended its side.
    std::size_t read_some(asio::mutable_buffer buffer, asio::error_code& ec);
    std::size_t write_some(asio::const_buffer buffer, asio::error_code& ec);
    // The same for one behind the other; neither is empty.
    std::size_t write_some(asio::const_buffer first, asio::const_buffer second,
                           asio::error_code& ec);

    // Calls `token` when the next read or write can go on: not always when it is readable or
    // writable, as TLS has messages of its own.
    template <class Token>
    auto wait_to_read(Token&& token) {
        return socket_.async_wait(read_waits_for_, std::forward<Token>(token));
    }
    template <class Token>
    auto wait_to_write(Token&& token) {
        return socket_.async_wait(write_waits_for_, std::forward<Token>(token));
    }

    bool is_secure() const { return tls_ != nullptr; }
    // Whether the client may send requests already: false during a TLS handshake.
    bool is_established() const { return !tls_ || SSL_is_init_finished(tls_.get()) != 0; }

    // False where the client has ended its side, or all: for who does not read.
    bool is_connected();

    // From now on the kernel asks a client of which nothing is heard whether it is still there
    // (tcp(7), TCP_KEEPIDLE): a machine that was switched off ends no connection.
    void probe();

    // Tells the client that nothing more comes; it may still be read from.
    void shutdown_send();
    void cancel();
    void close();
    // Closes with a reset: what was not sent is dropped.
    void abort();

    asio::ip::tcp::socket& tcp() { return socket_; }

  private:
    struct free_ssl {
        void operator()(SSL* s) const { SSL_free(s); }
    };

    asio::error_code tls_failure(int result, asio::socket_base::wait_type& waits_for);

    asio::ip::tcp::socket socket_;
    std::unique_ptr<SSL, free_ssl> tls_;
    bool tls_failed_ = false; // nothing more can be said through it
    asio::socket_base::wait_type read_waits_for_ = asio::socket_base::wait_read;
    asio::socket_base::wait_type write_waits_for_ = asio::socket_base::wait_write;
};

} // namespace gateway::net
