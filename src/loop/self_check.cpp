#include "loop/self_check.hpp"

#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <system_error>

namespace gateway::loop {

void check(asio::io_context& io) {
    bool rang = false;
    bool heard = false;
    asio::steady_timer timer{io, std::chrono::milliseconds{0}};
    timer.async_wait([&](asio::error_code) { rang = true; });
    asio::signal_set signals{io, SIGURG}; // means nothing to anybody else here
    signals.async_wait([&](asio::error_code, int) { heard = true; });
    std::raise(SIGURG);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{1};
    while (!(rang && heard) && std::chrono::steady_clock::now() < end) io.run_one_until(end);
    if (!rang || !heard) {
        throw std::system_error(std::make_error_code(std::errc::not_enough_memory),
                                "can't wait for timers and signals");
    }
    io.restart();
}

} // namespace gateway::loop
