#include "gateway/gateway.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>

#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <memory>
#include <system_error>
#include <utility>

#include "app/doctor_tools.hpp"
#include "app/open_ring.hpp"
#include "app/random_number.hpp"
#include "app/service_notifier.hpp"
#include "events/event_store.hpp"
#include "forward/kafka_task.hpp"
#include "gateway/counters.hpp"
#include "loop/child_processes.hpp"
#include "loop/clock.hpp"
#include "loop/self_check.hpp"
#include "loop/standing_tasks.hpp"
#include "loop/tokens.hpp"
#include "loop/wakeup.hpp"
#include "net/http_server.hpp"
#include "net/udp_receiver.hpp"
#include "web/site.hpp"

namespace gateway {
namespace {

constexpr std::chrono::seconds shutdown_limit{5};
constexpr std::chrono::seconds flush_limit{5}; // then, for Kafka

udp_options udp_of(const config& settings) {
    udp_options options = settings.udp;
    if (settings.read_only) {
        options.listen.clear();
        options.passed.clear();
    }
    return options;
}

// At least once is what Kafka promises: what comes twice from there says nothing of a device.
sequence_options sequence_of(const config& settings) {
    sequence_options options = settings.sequence;
    options.follow = settings.kafka.from_brokers.empty();
    return options;
}

} // namespace

// In this order: state, the loop, what waits on it. Frames that are suspended at the end are
// destroyed with the loop, while the state they refer to still lives.
struct event_gateway::parts {
    parts(const config& settings, spdlog::logger& logger)
        : log(logger),
          opened(app::open_ring(settings, logger)),
          store(std::move(opened.ring), app::random_number(), settings.read_only,
                sequence_of(settings)),
          forwards(!settings.kafka.brokers.empty()),
          site(site_context(settings), settings.http, settings.content),
          tasks(logger),
          io(ASIO_CONCURRENCY_HINT_UNSAFE), // one thread: no locks
          children(io),
          udp(io, udp_of(settings), store, counts, stored, log),
          http(io, settings.http, site, counts, stored, log),
          signals(io, SIGINT, SIGTERM),
          hangup(io),
          life_tick(io),
          manager(io, settings.service, log) {
        loop::check(io);
        if (!settings.content.commands.empty()) {
            children.guard();
            tasks.add("children", [this] { return children.reap_all(); });
        }
        app::count_sources(store);
        kafka = make_kafka(settings); // behind the guard: a fork is to find no threads
        if (opened.follower) {
            tasks.add("ring file", [this] {
                return app::follow_ring(*opened.follower, store, stored, stopping, log);
            });
        }
        udp.start(tasks);
        http.start(tasks);
        if (kafka) kafka->start(tasks);
        tasks.add("signals", [this] { return stop_at_signal(); });
        if (manager.watchdog().count() != 0) tasks.add("life", [this] { return show_life(); });
        // Else it means what it means to any program: it has lost its terminal.
        if (!http.is_secure() && !manager.is_there()) return;
        hangup.add(SIGHUP);
        tasks.add("hangup", [this] { return reload_at_signal(); });
    }

    web::site_context site_context(const config& settings);
    std::vector<web::listener_figures> listeners();
    std::unique_ptr<forward::kafka_task> make_kafka(const config& settings);
    loop::awaitable<void> stop_at_signal();
    loop::awaitable<void> reload_at_signal();
    loop::awaitable<void> show_life();

    spdlog::logger& log;
    app::opened_ring opened;
    events::event_store store;
    counters counts;
    loop::wakeup stored;
    bool stopping = false;
    std::chrono::steady_clock::time_point stop_until; // where it is stopping
    bool forwards;                                    // to Kafka
    web::site site;
    loop::standing_tasks tasks;
    asio::io_context io;
    loop::child_processes children;
    net::udp_receiver udp;
    net::http_server http;
    std::unique_ptr<forward::kafka_task> kafka; // null: neither --kafka nor --from-kafka
    asio::signal_set signals;
    asio::signal_set hangup;
    asio::steady_timer life_tick;
    app::service_notifier manager;
    std::string ready; // what the manager is told
};

web::site_context event_gateway::parts::site_context(const config& settings) {
    web::site_context context{store,
                              counts,
                              stored,
                              [this] { udp.catch_up(); },
                              [this] { return listeners(); },
                              loop::utc_now_ns,
                              std::chrono::steady_clock::now,
                              loop::utc_now_ns(),
                              app::random_number,
                              stopping,
                              children,
                              log,
                              forwards};
    context.doctor = app::make_doctor_tools(settings, udp, http);
    return context;
}

std::vector<web::listener_figures> event_gateway::parts::listeners() {
    std::vector<web::listener_figures> figures;
    for (net::udp_listener& l : udp.listeners()) {
        figures.push_back(
            {l.name(), l.buffer_asked(), l.buffer_granted(), l.received, l.kernel_dropped()});
    }
    return figures;
}

std::unique_ptr<forward::kafka_task> event_gateway::parts::make_kafka(const config& settings) {
    const forward::kafka_context context{io, store, counts, stored, log};
    kafka_options options = settings.kafka;
    options.starts_anew = settings.ring_file.empty();
    if (!options.brokers.empty()) return forward::make_forwarder(context, options);
    if (!options.from_brokers.empty()) return forward::make_reader(context, options);
    return nullptr;
}

// Begun again it goes on where it was.
loop::awaitable<void> event_gateway::parts::stop_at_signal() {
    if (!stopping) {
        const auto [ec, signal] = co_await signals.async_wait(loop::result);
        if (ec) throw std::system_error(ec);
        std::signal(SIGINT, SIG_DFL); // the next one ends the process
        std::signal(SIGTERM, SIG_DFL);
        log.info("signal {}: stopping", signal);
        manager.tell("STOPPING=1\nSTATUS=finishing what is in flight");
        stopping = true;
        stop_until = std::chrono::steady_clock::now() + shutdown_limit;
        udp.stop();
        stored.notify();
        children.stop();
    }
    co_await http.finish(stop_until);
    co_await children.finish(stop_until);
    // What came in up to now is to go out as well.
    if (kafka) co_await kafka->finish(std::chrono::steady_clock::now() + flush_limit);
    hangup.cancel();
    life_tick.cancel();
    tasks.stop();
}

loop::awaitable<void> event_gateway::parts::reload_at_signal() {
    for (;;) {
        const auto [ec, signal] = co_await hangup.async_wait(loop::result);
        if (stopping) co_return;
        if (ec) throw std::system_error(ec);
        manager.tell_reloading();
        if (http.is_secure()) {
            http.reload_certificate();
        } else {
            log.info("signal {}: without TLS there is nothing to read again", signal);
        }
        manager.tell("READY=1");
    }
}

// From the loop itself, so that one that hangs is noticed.
loop::awaitable<void> event_gateway::parts::show_life() {
    while (!stopping) {
        manager.show_life();
        life_tick.expires_after(manager.watchdog() / 2);
        co_await life_tick.async_wait(loop::result);
    }
}

event_gateway::event_gateway(const config& settings, spdlog::logger& log)
    : parts_(std::make_unique<parts>(settings, log)) {
    // Made here, where a failure ends the start, and not while it runs.
    parts_->ready = fmt::format("READY=1\nSTATUS={}", fmt::join(listening(), ", "));
}

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
    p.manager.tell(p.ready);
    p.tasks.run(p.io);
    p.log.info("stopped: {} events stored, {} dropped by the kernel", p.store.ring.stored(),
               p.counts.udp_kernel_dropped);
}

} // namespace gateway
