#include "app/service_notifier.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "text/escape.hpp"

namespace gateway::app {

service_notifier::service_notifier(asio::io_context& io, const service_options& options,
                                   spdlog::logger& log)
    : log_(log), socket_(io) {
    std::string path = options.notify_socket;
    if (path.empty()) return;
    const bool abstract = path.front() == '@';
    if (abstract) path.front() = '\0';
    try {
        if (!abstract && path.front() != '/') throw std::invalid_argument("no path");
        manager_.path(path);
        socket_.open();
        // `watchdog_` stays 0 where nobody can be told.
        watchdog_ = options.watchdog;
    } catch (const std::exception&) {
        log_.warn(
            "NOTIFY_SOCKET '{}' is not the path of a socket: the service manager is told nothing",
            text::printable(options.notify_socket));
        return;
    }
    const timeval patience{1, 0};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

void service_notifier::send(std::string_view lines, int flags) {
    if (!is_there()) return;
    const ssize_t sent =
        ::sendto(socket_.native_handle(), lines.data(), lines.size(), flags | MSG_NOSIGNAL,
                 manager_.data(), static_cast<socklen_t>(manager_.size()));
    if (sent >= 0) return;
    log_.warn("the service manager can't be told '{}': {}", text::printable(lines),
              std::generic_category().message(errno));
}

void service_notifier::tell(std::string_view lines) {
    send(lines, 0);
}

void service_notifier::tell_reloading() {
    const std::chrono::microseconds now = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
    tell(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", now.count()));
}

void service_notifier::show_life() {
    send("WATCHDOG=1", MSG_DONTWAIT);
}

} // namespace gateway::app
