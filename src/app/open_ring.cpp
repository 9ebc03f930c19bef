#include "app/open_ring.hpp"

#include <spdlog/logger.h>

#include <algorithm>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <chrono>
#include <memory>
#include <system_error>
#include <utility>

#include "app/random_number.hpp"
#include "events/ring_file.hpp"
#include "loop/clock.hpp"
#include "text/escape.hpp"

namespace gateway::app {
namespace {

// How long what was stored may stay unseen by who follows the file.
constexpr std::chrono::milliseconds look_again{100};

std::unique_ptr<events::ring_file> open_file(const config& settings) {
    events::ring_file_options options;
    options.path = settings.ring_file;
    if (settings.ring_size_given) options.capacity = settings.ring_size;
    options.default_capacity = settings.ring_size;
    options.now_ns = loop::utc_now_ns();
    options.id = random_number();
    options.secret = random_number();
    return std::make_unique<events::ring_file>(options);
}

void log_found(const event_ring& ring, const events::ring_recovery& found, const std::string& path,
               spdlog::logger& log) {
    const std::string name = text::printable(path);
    if (ring.held() != 0) {
        log.info("ring file {}: {} events, #{} to #{}", name, ring.held(), ring.oldest(),
                 ring.newest());
    }
    if (found.state_lost) {
        log.warn(
            "ring file {}: the page that says where the ring begins and ends was damaged; "
            "{} events were found, how many are lost is not known",
            name, found.kept);
    }
    if (found.dropped != 0) {
        log.warn(
            "ring file {}: damaged; {} events were kept, {} dropped whose checksums do not "
            "hold",
            name, found.kept, found.dropped);
    }
}

// One slice; true while there is more. A file that can't be read is said once, and tried again.
bool take_in(events::ring_follower& follower, event_ring& ring, bool& failing,
             spdlog::logger& log) {
    try {
        const bool more = follower.follow(ring);
        failing = false;
        return more;
    } catch (const std::system_error& e) {
        if (!std::exchange(failing, true)) log.error("{}", e.what());
        return false;
    }
}

// Takes note of those behind `seen`; returns the last one.
std::uint64_t note_new(events::event_store& store, std::uint64_t seen) {
    for (auto c = store.ring.from(seen + 1); const auto e = c.next();) store.note(*e, e->seq);
    return std::max(seen, store.ring.newest());
}

} // namespace

opened_ring open_ring(const config& settings, spdlog::logger& log) {
    if (settings.ring_file.empty()) {
        return {event_ring{settings.ring_size, random_number()}, std::nullopt};
    }
    if (settings.read_only) {
        events::ring_follower follower{settings.ring_file};
        if (settings.ring_size_given) follower.check_size(settings.ring_size);
        event_ring ring = follower.copy();
        log_found(ring, follower.found(), settings.ring_file, log);
        return {std::move(ring), std::move(follower)};
    }
    auto file = open_file(settings);
    const events::ring_recovery found = file->found();
    event_ring ring{std::move(file)};
    log_found(ring, found, settings.ring_file, log);
    return {std::move(ring), std::nullopt};
}

void count_sources(events::event_store& store) {
    for (auto c = store.ring.from(0); const auto e = c.next();) store.count(*e);
}

loop::awaitable<void> follow_ring(events::ring_follower& follower, events::event_store& store,
                                  loop::wakeup& stored, const bool& stopping, spdlog::logger& log) {
    asio::steady_timer pause{co_await asio::this_coro::executor};
    std::uint64_t seen = store.ring.newest();
    bool failing = false;
    while (!stopping) {
        pause.expires_after(look_again);
        const auto [ec] = co_await pause.async_wait(loop::result);
        if (ec) co_return;
        bool more = true;
        while (more && !stopping) {
            more = take_in(follower, store.ring, failing, log);
            if (store.ring.newest() > seen) stored.notify();
            seen = note_new(store, seen);
            if (more) co_await loop::next_turn(); // behind what HTTP has waiting
        }
    }
}

} // namespace gateway::app
