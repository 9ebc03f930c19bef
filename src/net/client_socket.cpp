#include "net/client_socket.hpp"

#include <netinet/tcp.h>
#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <asio/error.hpp>
#include <chrono>
#include <climits>
#include <new>
#include <string>

#include "http/response_head.hpp"
#include "text/time.hpp"

namespace gateway::net {
namespace {

// To somebody who speaks HTTP where TLS is expected: a browser shows it.
std::string speaks_https() {
    http::response r;
    r.status = 400;
    r.content_type = "text/plain";
    r.body = "This address is for https://, please";
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto second = std::chrono::duration_cast<std::chrono::seconds>(now).count();
    std::string out;
    http::append_head(out, r, {.length = r.size(), .keep_alive = false}, text::http_date(second));
    return out + r.body;
}

int as_length(std::size_t size) {
    return static_cast<int>(std::min<std::size_t>(size, INT_MAX));
}

// Calls `transfer` until no signal came between.
template <class Transfer>
std::size_t try_again(Transfer transfer, const asio::error_code& ec) {
    std::size_t n = transfer();
    while (ec == asio::error::interrupted) n = transfer();
    return n;
}

} // namespace

client_socket::client_socket(asio::ip::tcp::socket socket, SSL_CTX* tls)
    : socket_(std::move(socket)), tls_(tls == nullptr ? nullptr : SSL_new(tls)) {
    socket_.non_blocking(true);
    if (tls == nullptr) return;
    if (!tls_ || SSL_set_fd(tls_.get(), socket_.native_handle()) != 1) throw std::bad_alloc{};
    SSL_set_accept_state(tls_.get());
}

std::size_t client_socket::read_some(asio::mutable_buffer buffer, asio::error_code& ec) {
    if (!tls_) return try_again([&] { return socket_.read_some(buffer, ec); }, ec);
    ERR_clear_error();
    const int n = SSL_read(tls_.get(), buffer.data(), as_length(buffer.size()));
    ec = n > 0 ? asio::error_code{} : tls_failure(n, read_waits_for_);
    return static_cast<std::size_t>(std::max(n, 0));
}

std::size_t client_socket::write_some(asio::const_buffer buffer, asio::error_code& ec) {
    if (!tls_) return try_again([&] { return socket_.write_some(buffer, ec); }, ec);
    ERR_clear_error();
    const int n = SSL_write(tls_.get(), buffer.data(), as_length(buffer.size()));
    ec = n > 0 ? asio::error_code{} : tls_failure(n, write_waits_for_);
    return static_cast<std::size_t>(std::max(n, 0));
}

std::size_t client_socket::write_some(asio::const_buffer first, asio::const_buffer second,
                                      asio::error_code& ec) {
    if (tls_) return write_some(first, ec);
    const std::array<asio::const_buffer, 2> both{first, second};
    return try_again([&] { return socket_.write_some(both, ec); }, ec);
}

// Why SSL_read or SSL_write gave `result`, which was not a number of bytes.
asio::error_code client_socket::tls_failure(int result, asio::socket_base::wait_type& waits_for) {
    switch (SSL_get_error(tls_.get(), result)) {
        case SSL_ERROR_WANT_READ:
            waits_for = asio::socket_base::wait_read;
            return asio::error::would_block;
        case SSL_ERROR_WANT_WRITE:
            waits_for = asio::socket_base::wait_write;
            return asio::error::would_block;
        case SSL_ERROR_ZERO_RETURN:
            return asio::error::eof;
        default:
            break;
    }
    if (ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST) {
        asio::error_code ignored;
        const std::string answer = speaks_https();
        try_again([&] { return socket_.write_some(asio::buffer(answer), ignored); }, ignored);
    }
    tls_failed_ = true;
    return asio::error::connection_reset;
}

bool client_socket::is_connected() {
    tcp_info info{};
    socklen_t size = sizeof info;
    return ::getsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
           info.tcpi_state == TCP_ESTABLISHED;
}

void client_socket::probe() {
    const auto set = [fd = socket_.native_handle()](int level, int option, int value) {
        ::setsockopt(fd, level, option, &value, sizeof value);
    };
    set(SOL_SOCKET, SO_KEEPALIVE, 1);
    set(IPPROTO_TCP, TCP_KEEPIDLE, 60); // seconds of silence
    set(IPPROTO_TCP, TCP_KEEPINTVL, 15);
    set(IPPROTO_TCP, TCP_KEEPCNT, 4);
}

void client_socket::shutdown_send() {
    // close_notify; without it the client can't tell the end from a cut. Not after a failure.
    if (tls_ && !tls_failed_ && is_established()) {
        ERR_clear_error();
        SSL_shutdown(tls_.get());
    }
    asio::error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void client_socket::cancel() {
    asio::error_code ignored;
    socket_.cancel(ignored);
}

void client_socket::close() {
    asio::error_code ignored;
    socket_.close(ignored);
}

void client_socket::abort() {
    asio::error_code ignored;
    socket_.set_option(asio::socket_base::linger{true, 0}, ignored);
    socket_.close(ignored);
}

} // namespace gateway::net
