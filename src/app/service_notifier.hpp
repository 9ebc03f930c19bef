#pragma once

#include <asio/io_context.hpp>
#include <asio/local/datagram_protocol.hpp>
#include <chrono>
#include <string_view>

#include "gateway/config.hpp"

namespace spdlog {
class logger;
}

namespace gateway::app {

// Tells the service manager that started this program how things are, by the protocol of
// sd_notify(3); says nothing where there is none. That a message does not arrive is logged.
class service_notifier {
  public:
    // `log` has to live longer.
    service_notifier(asio::io_context& io, const service_options& options, spdlog::logger& log);

    bool is_there() const { return socket_.is_open(); }

    // "NAME=value" lines. Waits at most a second for a manager that does not read.
    void tell(std::string_view lines);
    void tell_reloading(); // followed by READY=1 when it is done

    // How long the manager waits for a sign of life; 0: it does not.
    std::chrono::nanoseconds watchdog() const { return watchdog_; }
    void show_life(); // never waits

  private:
    void send(std::string_view lines, int flags);

    spdlog::logger& log_;
    asio::local::datagram_protocol::socket socket_; // closed: there is no manager
    asio::local::datagram_protocol::endpoint manager_;
    std::chrono::nanoseconds watchdog_{};
};

} // namespace gateway::app
