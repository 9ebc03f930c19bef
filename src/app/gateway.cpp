#include "gateway/gateway.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <chrono>
#include <csignal>
#include <exception>
#include <random>

#include "events/event_store.hpp"
#include "gateway/counters.hpp"
#include "loop/child_processes.hpp"
#include "loop/clock.hpp"
#include "loop/tokens.hpp"
#include "loop/wakeup.hpp"
#include "net/http_server.hpp"
#include "net/udp_receiver.hpp"
#include "web/site.hpp"

namespace gateway {
namespace {

constexpr std::chrono::seconds shutdown_limit{5};

std::uint64_t random_number() {
    std::random_device random;
    return std::uint64_t{random()} << 32 | random();
}

} // namespace

// In this order: state, the loop, what waits on it. Frames that are suspended at the end are
// destroyed with the loop, while the state they refer to still lives.
struct event_gateway::parts {
    parts(const config& settings, spdlog::logger& logger)
        : log(logger),
          store(settings.ring_size, std::random_device{}()),
          site(site_context(), settings.http, settings.content),
          io(ASIO_CONCURRENCY_HINT_UNSAFE), // one thread: no locks
          children(io),
          udp(io, settings.udp, store, counts, stored, log),
          http(io, settings.http, site, counts, stored, log),
          signals(io, SIGINT, SIGTERM),
          hangup(io) {
        if (!settings.content.commands.empty()) children.guard();
        if (http.is_secure()) hangup.add(SIGHUP); // else it means what it means to any program
    }

    web::site_context site_context();
    std::vector<web::listener_figures> listeners();
    loop::awaitable<void> stop_at_signal();
    loop::awaitable<void> reload_at_signal();

    spdlog::logger& log;
    events::event_store store;
    counters counts;
    loop::wakeup stored;
    bool stopping = false;
    web::site site;
    asio::io_context io;
    loop::child_processes children;
    net::udp_receiver udp;
    net::http_server http;
    asio::signal_set signals;
    asio::signal_set hangup;
};

web::site_context event_gateway::parts::site_context() {
    return {store,
            counts,
            stored,
            [this] { udp.catch_up(); },
            [this] { return listeners(); },
            loop::utc_now_ns,
            std::chrono::steady_clock::now,
            loop::utc_now_ns(),
            random_number,
            stopping,
            children,
            log};
}

std::vector<web::listener_figures> event_gateway::parts::listeners() {
    std::vector<web::listener_figures> figures;
    for (net::udp_listener& l : udp.listeners()) {
        figures.push_back(
            {l.name(), l.buffer_asked(), l.buffer_granted(), l.received, l.kernel_dropped()});
    }
    return figures;
}

loop::awaitable<void> event_gateway::parts::stop_at_signal() {
    const auto [ec, signal] = co_await signals.async_wait(loop::result);
    if (ec) co_return;
    std::signal(SIGINT, SIG_DFL); // the next one ends the process
    std::signal(SIGTERM, SIG_DFL);
    log.info("signal {}: stopping", signal);
    stopping = true;
    udp.stop();
    stored.notify();
    children.stop();
    const auto until = std::chrono::steady_clock::now() + shutdown_limit;
    co_await http.finish(until);
    co_await children.finish(until);
    io.stop();
}

loop::awaitable<void> event_gateway::parts::reload_at_signal() {
    for (;;) {
        const auto [ec, signal] = co_await hangup.async_wait(loop::result);
        if (ec) co_return;
        http.reload_certificate();
    }
}

event_gateway::event_gateway(const config& settings, spdlog::logger& log)
    : parts_(std::make_unique<parts>(settings, log)) {}

event_gateway::~event_gateway() = default;

std::vector<std::string> event_gateway::listening() const {
    std::vector<std::string> lines;
    for (const net::udp_listener& l : parts_->udp.listeners()) {
        lines.push_back(fmt::format("listening udp {}", l.name()));
    }
    for (const std::string& url : parts_->http.urls()) {
        lines.push_back(fmt::format("listening http {}", url));
    }
    return lines;
}

void event_gateway::run() {
    parts& p = *parts_;
    p.udp.start();
    p.http.start();
    const auto rethrow = [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    };
    asio::co_spawn(p.io, p.stop_at_signal(), rethrow);
    if (p.http.is_secure()) asio::co_spawn(p.io, p.reload_at_signal(), rethrow);
    p.io.run();
    p.log.info("stopped: {} events stored, {} dropped by the kernel", p.store.ring.stored(),
               p.counts.udp_kernel_dropped);
}

} // namespace gateway
