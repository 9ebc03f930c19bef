#include "support/activation.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <system_error>

#include "support/run_command.hpp"

namespace gateway::tests {
namespace {

constexpr int far_behind = 200;

void check(bool fine, const char* what) {
    if (!fine) throw std::system_error(errno, std::generic_category(), what);
}

} // namespace

descriptor socket_to_pass(int type, const std::string& host) {
    const socket_address address = socket_address::of({host.empty() ? "127.0.0.1" : host, 0});
    descriptor fd(socket(address.storage.ss_family, type | SOCK_CLOEXEC, 0));
    check(fd.get() >= 0, "socket");
    if (!host.empty()) check(bind(fd.get(), address.get(), address.size) == 0, "bind");
    return fd;
}

descriptor listening_socket(const std::string& host) {
    descriptor fd = socket_to_pass(SOCK_STREAM, host);
    check(listen(fd.get(), 16) == 0, "listen");
    return fd;
}

passed_sockets::passed_sockets(const std::vector<const descriptor*>& sockets, std::string names)
    : names_(std::move(names)) {
    for (const descriptor* s : sockets) {
        copies_.emplace_back(fcntl(s->get(), F_DUPFD, far_behind));
        check(copies_.back().get() >= 0, "F_DUPFD");
    }
}

launch passed_sockets::to(launch program) const {
    std::string script = "exec";
    for (std::size_t i = 0; i < copies_.size(); ++i) {
        const std::string copy = std::to_string(copies_[i].get());
        script += " " + std::to_string(3 + i) + "<&" + copy + " " + copy + "<&-";
    }
    // The process keeps its number when bash becomes the program.
    script += "; LISTEN_PID=$$ LISTEN_FDS=" + std::to_string(copies_.size());
    if (!names_.empty()) script += " LISTEN_FDNAMES='" + names_ + "'";
    const std::vector<std::string> wrapper{"bash", "-c", script + " exec \"$@\"", "bash"};
    program.argv.insert(program.argv.begin(), wrapper.begin(), wrapper.end());
    return program;
}

notify_socket::notify_socket(const std::string& name)
    : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(name.begin(), name.end(), address.sun_path);
    if (name.starts_with('@')) address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    check(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0, "bind");
}

std::string notify_socket::next() const {
    pollfd readable{socket_.get(), POLLIN, 0};
    if (poll(&readable, 1, static_cast<int>(patience.count())) != 1) throw timed_out("a message");
    std::array<char, 4096> buffer;
    const ssize_t size = recv(socket_.get(), buffer.data(), buffer.size(), 0);
    check(size >= 0, "recv");
    return {buffer.data(), static_cast<std::size_t>(size)};
}

std::string notify_socket::next_with(const std::string& line) const {
    for (;;) {
        std::string message = next();
        const auto lines = lines_of(message);
        if (std::find(lines.begin(), lines.end(), line) != lines.end()) return message;
    }
}

} // namespace gateway::tests
