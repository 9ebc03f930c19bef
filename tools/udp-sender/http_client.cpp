#include "udp-sender/http_client.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "udp-sender/file_descriptor.hpp"

namespace gateway::sender {
namespace {

void wait_for(const file_descriptor& socket, short events) {
    constexpr int timeout_ms = 10'000;
    pollfd watched{socket.get(), events, 0};
    int n = 0;
    do {
        n = ::poll(&watched, 1, timeout_ms);
    } while (n < 0 && errno == EINTR);
    if (n == 0) throw std::runtime_error("no answer within 10 seconds");
}

int pending_error(const file_descriptor& socket) {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
}

// Connects to the first address that answers, without blocking for longer than wait_for does.
file_descriptor connect_to(const std::vector<socket_address>& addresses) {
    int error = 0;
    for (const socket_address& address : addresses) {
        file_descriptor socket(
            ::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_TCP));
        error = errno;
        if (!socket) continue;
        error = ::connect(socket.get(), address.get(), address.size) == 0 ? 0 : errno;
        if (error == EINPROGRESS) {
            wait_for(socket, POLLOUT);
            error = pending_error(socket);
        }
        if (error == 0) return socket;
    }
    throw std::runtime_error(std::strerror(error));
}

void send_all(const file_descriptor& socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(n));
        } else if (errno == EAGAIN) {
            wait_for(socket, POLLOUT);
        } else if (errno != EINTR) {
            throw std::runtime_error(std::strerror(errno));
        }
    }
}

void read_answer(const file_descriptor& socket, http_reader& answer) {
    std::array<char, 64 * 1024> buffer;
    while (!answer.complete()) {
        const ssize_t n = ::recv(socket.get(), buffer.data(), buffer.size(), 0);
        if (n > 0) {
            answer.feed({buffer.data(), static_cast<std::size_t>(n)});
        } else if (n == 0) {
            answer.end();
        } else if (errno == EAGAIN) {
            wait_for(socket, POLLIN);
        } else if (errno != EINTR) {
            throw std::runtime_error(std::strerror(errno));
        }
    }
}

} // namespace

http_client::http_client(http_url base)
    : base_(std::move(base)), addresses_(resolve(base_.server, SOCK_STREAM)) {}

void http_client::get(std::string_view target, const http_reader::body_sink& body) const {
    try {
        const file_descriptor socket = connect_to(addresses_);
        send_all(socket, fmt::format("GET {}{} HTTP/1.1\r\nHost: {}\r\nUser-Agent: udp-sender\r\n"
                                     "Accept-Encoding: identity\r\nConnection: close\r\n\r\n",
                                     base_.path, target, base_.authority));
        http_reader answer(body);
        read_answer(socket, answer);
        if (answer.status() != 200) {
            throw std::runtime_error(fmt::format("the answer is {}, not 200", answer.status()));
        }
    } catch (const std::runtime_error& e) {
        throw std::runtime_error(
            fmt::format("http://{}{}{}: {}", base_.authority, base_.path, target, e.what()));
    }
}

std::string http_client::get(std::string_view target) const {
    std::string body;
    get(target, [&body](std::string_view piece) { body += piece; });
    return body;
}

} // namespace gateway::sender
