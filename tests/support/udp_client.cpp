#include "support/udp_client.hpp"

#include <poll.h>

#include <system_error>

namespace gateway::tests {
namespace {

descriptor bound_socket(const endpoint& at, int type) {
    const socket_address address = socket_address::of(at);
    descriptor fd(socket(address.storage.ss_family, type | SOCK_CLOEXEC, 0));
    if (fd.get() < 0 || bind(fd.get(), address.get(), address.size) != 0) {
        throw std::system_error(errno, std::generic_category(), "bind " + at.text());
    }
    return fd;
}

} // namespace

udp_client::udp_client(const std::string& host) : socket_(bound_socket({host, 0}, SOCK_DGRAM)) {}

void udp_client::send(const endpoint& to, std::string_view payload) {
    const socket_address address = socket_address::of(to);
    const ssize_t sent = sendto(socket_.get(), payload.data(), payload.size(), MSG_NOSIGNAL,
                                address.get(), address.size);
    if (sent != static_cast<ssize_t>(payload.size())) {
        throw std::system_error(errno, std::generic_category(), "sendto " + to.text());
    }
}

bool udp_client::answered(int within_ms) {
    pollfd readable{socket_.get(), POLLIN, 0};
    return poll(&readable, 1, within_ms) > 0;
}

occupied_port::occupied_port(int type) : socket_(bound_socket({"127.0.0.1", 0}, type)) {
    if (type == SOCK_STREAM && listen(socket_.get(), 1) != 0) {
        throw std::system_error(errno, std::generic_category(), "listen");
    }
}

} // namespace gateway::tests
