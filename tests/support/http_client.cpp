#include "support/http_client.hpp"

#include <netinet/tcp.h>
#include <poll.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace gateway::tests {
namespace {

void wait_for(int fd, short events, const deadline& limit, const char* what) {
    pollfd ready{fd, events, 0};
    while (poll(&ready, 1, limit.poll_timeout()) <= 0) {
        if (limit.passed()) throw timed_out(what);
    }
}

} // namespace

http_client::http_client(const endpoint& to, milliseconds wait_at_most)
    : patience_(wait_at_most), host_(to.text()) {
    const socket_address address = socket_address::of(to);
    socket_ = descriptor(socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (connect(socket_.get(), address.get(), address.size) != 0) {
        throw std::system_error(errno, std::generic_category(), "connect " + host_);
    }
    // Small writes go out as they are made: tests decide where a request is split.
    const int on = 1;
    setsockopt(socket_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void http_client::send(std::string_view bytes) {
    const deadline limit(patience_);
    while (!bytes.empty()) {
        wait_for(socket_.get(), POLLOUT, limit, "sending");
        const ssize_t sent =
            ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno != EAGAIN && errno != EINTR) {
            throw std::system_error(errno, std::generic_category(), "send");
        }
    }
}

void http_client::send_request(std::string_view method, std::string_view target,
                               std::string_view headers, std::string_view body) {
    std::string bytes = std::string(method) + " " + std::string(target) +
                        " HTTP/1.1\r\nHost: " + host_ + "\r\n" + std::string(headers);
    if (!body.empty()) bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    send(bytes + "\r\n" + std::string(body));
}

bool http_client::receive(const deadline& limit) {
    wait_for(socket_.get(), POLLIN, limit, "an answer");
    std::array<char, 65536> bytes;
    const ssize_t size = recv(socket_.get(), bytes.data(), bytes.size(), 0);
    if (size > 0) buffer_.append(bytes.data(), static_cast<std::size_t>(size));
    return size > 0; // a reset ends the stream as well
}

http_response http_client::read_head() {
    const deadline limit(patience_);
    std::size_t end = buffer_.find("\r\n\r\n");
    while (end == std::string::npos) {
        if (!receive(limit)) throw std::runtime_error("no whole head, only: " + buffer_);
        end = buffer_.find("\r\n\r\n");
    }
    http_response response = parse_head(buffer_.substr(0, end + 4));
    buffer_.erase(0, end + 4);
    return response;
}

http_response http_client::read(bool of_head_request) {
    http_response response = read_head();
    body_decoder decoder(response, of_head_request);
    const deadline limit(patience_);
    for (decoder.feed(buffer_, response.body); !decoder.done();
         decoder.feed(buffer_, response.body)) {
        if (!receive(limit)) decoder.end_of_stream();
    }
    response.trailers = decoder.trailers();
    return response;
}

http_response http_client::request(std::string_view method, std::string_view target,
                                   std::string_view headers, std::string_view body) {
    send_request(method, target, headers, body);
    return read(method == "HEAD");
}

http_response http_client::get(std::string_view target, std::string_view headers) {
    return request("GET", target, headers);
}

bool http_client::closed_by_peer() {
    const deadline limit(patience_);
    return buffer_.empty() && !receive(limit);
}

void http_client::end_sending() {
    shutdown(socket_.get(), SHUT_WR);
}

void http_client::reset() {
    const linger at_once{1, 0};
    setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

void http_client::close() {
    socket_.reset();
}

} // namespace gateway::tests
