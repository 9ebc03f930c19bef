#include "net/udp_receiver.hpp"

#include <spdlog/logger.h>

#include <cerrno>
#include <chrono>
#include <limits>
#include <stdexcept>
#include <tuple>

#include "loop/clock.hpp"
#include "net/bind.hpp"
#include "net/passed_socket.hpp"

namespace gateway::net {
namespace {

// How many datagrams are taken before HTTP has its turn. Smaller turns lose datagrams beside busy
// pages, larger ones delay the pages (src/DECISIONS.md, 5).
constexpr std::size_t datagrams_per_turn = 1'024;

// So many of a batch have the kernel's time of the one before: a buffer of several has one time,
// and gives it to each when it is divided.
constexpr int batch_together = receive_batch::size / 2;

// What a datagram takes at least of the kernel's receive buffer.
constexpr std::size_t least_kernel_cost = 256;

} // namespace

udp_receiver::udp_receiver(asio::io_context& io, const udp_options& options,
                           events::event_store& store, counters& counts, loop::wakeup& stored,
                           spdlog::logger& log)
    : io_(io), store_(store), counts_(counts), stored_(stored), log_(log) {
    for (const std::string& text : options.allow) {
        const auto block = text::parse_cidr(text);
        if (!block) throw std::invalid_argument("not a block of addresses: " + text);
        allow_.push_back(*block);
    }
    for (const passed_socket& passed : options.passed) {
        add_listener(take_udp(io, passed), options, true);
    }
    for (const listen_address& where : options.listen) {
        for (auto& socket : bind_udp(io, where)) {
            add_listener(std::move(socket), options, false);
        }
    }
}

void udp_receiver::add_listener(asio::ip::udp::socket socket, const udp_options& options,
                                bool passed) {
    const udp_listener& l = listeners_.emplace_back(std::move(socket), options, passed);
    if (l.buffer_granted() < l.buffer_asked()) {
        log_.warn(
            "udp {}: asked for a receive buffer of {} bytes, granted {}; raise "
            "net.core.rmem_max or lower --rcvbuf",
            l.name(), l.buffer_asked(), l.buffer_granted());
    }
    if (l.coalesces() && !l.counts_coalesced_drops()) {
        log_.warn(
            "udp {}: of datagrams that come coalesced the kernel counts a drop of several as "
            "one; without --gro on each is counted",
            l.name());
    }
}

void udp_receiver::start(loop::standing_tasks& tasks) {
    for (udp_listener& listener : listeners_) {
        tasks.add("udp " + listener.name(), [this, &listener] { return listen(listener); });
    }
}

void udp_receiver::stop() {
    catch_up();
    for (udp_listener& listener : listeners_) listener.close();
}

loop::awaitable<void> udp_receiver::listen(udp_listener& listener) {
    asio::steady_timer timer{io_};
    while (listener.is_open()) {
        asio::error_code ec;
        if (const auto rest = listener.rest(); rest.count() > 0) {
            timer.expires_after(rest);
            std::tie(ec) = co_await timer.async_wait(loop::result);
        } else {
            std::tie(ec) =
                co_await listener.socket().async_wait(asio::socket_base::wait_read, loop::result);
        }
        if (!listener.is_open()) co_return;
        if (ec) log_.error("udp {}: can't wait: {}", listener.name(), ec.message());
        drained state = ec ? drained::failed : drain_turn(listener);
        while (state == drained::no) {
            listener.read_kernel_dropped(); // only a queue that is not drained can overflow
            const auto [no_turn] = co_await loop::next_turn(); // behind what HTTP has waiting
            state = no_turn ? drained::failed : drain_turn(listener);
        }
        if (state == drained::failed) {
            timer.expires_after(std::chrono::milliseconds{100});
            co_await timer.async_wait(loop::result);
        }
        listener.choose_rest(std::chrono::steady_clock::now());
    }
}

udp_receiver::drained udp_receiver::drain_turn(udp_listener& listener) {
    return drain(listener, datagrams_per_turn, datagrams_per_turn);
}

// A batch that is not full means that the kernel has nothing more: no call to hear EAGAIN.
udp_receiver::drained udp_receiver::drain(udp_listener& listener, std::size_t most_buffers,
                                          std::size_t most_datagrams) {
    if (!listener.is_open()) return drained::yes;
    drained state = drained::no;
    bool any = false;
    for (std::size_t buffers = 0, datagrams = 0;
         buffers < most_buffers && datagrams < most_datagrams && state == drained::no;) {
        const int n = batch_.receive(listener.descriptor());
        if (n > 0) {
            datagrams += store(listener, n);
            any = true;
            buffers += n;
            if (static_cast<std::size_t>(n) < receive_batch::size) state = drained::yes;
        } else if (n == 0 || errno == EAGAIN) {
            state = drained::yes;
        } else if (errno != EINTR) {
            log_.error("udp {}: can't receive: {}", listener.name(),
                       std::generic_category().message(errno));
            state = drained::failed;
        }
    }
    if (any) stored_.notify();
    return state;
}

// Returns how many datagrams there were in so many buffers. Where the kernel gives no time, all of
// the batch have one.
std::size_t udp_receiver::store(udp_listener& listener, int count) {
    std::size_t datagrams = 0;
    std::int64_t now_ns = 0, last_ns = 0;
    int together = 0;
    event_fields e;
    e.local.port = listener.port();
    if (listener.address()) e.local.address = *listener.address();
    for (int i = 0; i < count; ++i) {
        const receive_batch::buffer b = batch_.at(i);
        if (b.time_ns == 0 && now_ns == 0) now_ns = loop::utc_now_ns();
        e.time_ns = b.time_ns != 0 ? b.time_ns : now_ns;
        together += static_cast<int>(e.time_ns == last_ns);
        last_ns = e.time_ns;
        e.source = b.source;
        if (!listener.address()) e.local.address = b.local_address;
        datagrams += store(e, {b.bytes, b.segment_size});
    }
    if (together >= batch_together) listener.came_together();
    listener.received += datagrams;
    listener.received_buffers += static_cast<std::uint64_t>(count);
    counts_.udp_received += datagrams;
    return datagrams;
}

// All that came in one buffer; `e` has what they have in common.
std::size_t udp_receiver::store(event_fields& e, segments datagrams) {
    const std::size_t count = datagrams.count();
    counts_.udp_bytes += datagrams.bytes();
    if (!is_allowed(e.source)) {
        counts_.udp_rejected += count;
        last_rejected_ = {e.source, e.local, e.time_ns};
        return count;
    }
    while (!datagrams.empty()) {
        e.payload = datagrams.next();
        store_.append(e);
    }
    return count;
}

bool udp_receiver::is_allowed(const endpoint& source) const {
    if (allow_.empty()) return true;
    for (const text::cidr& block : allow_) {
        if (block.contains(source)) return true;
    }
    return false;
}

void udp_receiver::catch_up() {
    counts_.udp_kernel_dropped = 0;
    for (udp_listener& listener : listeners_) {
        catch_up(listener);
        counts_.udp_kernel_dropped += listener.kernel_dropped();
    }
}

// Reads no more than the kernel's buffer can hold, however fast the next ones come.
void udp_receiver::catch_up(udp_listener& listener) {
    constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();
    const std::size_t most = listener.buffer_granted() * 2 / least_kernel_cost;
    const std::uint64_t coalesced = listener.coalesced();
    bool all = drain(listener, most, any_number) == drained::yes;
    listener.read_kernel_dropped();
    // One that the counter has seen may have come to the queue only now.
    if (coalesced != 0 && all) all = drain(listener, most, any_number) == drained::yes;
    if (all) listener.count_coalesced_drops(coalesced);
}

} // namespace gateway::net
