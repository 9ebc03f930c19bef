#include "net/udp_receiver.hpp"

#include <spdlog/logger.h>

#include <cerrno>
#include <chrono>
#include <stdexcept>

#include "loop/clock.hpp"
#include "net/bind.hpp"
#include "net/passed_socket.hpp"

namespace gateway::net {
namespace {

// How many datagrams are taken before HTTP has its turn. Smaller turns lose datagrams beside busy
// pages, larger ones delay the pages (src/DECISIONS.md, 5).
constexpr std::size_t datagrams_per_turn = 1'024;

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
        add_listener(take_udp(io, passed), options.receive_buffer);
    }
    for (const listen_address& where : options.listen) {
        for (auto& socket : bind_udp(io, where)) {
            add_listener(std::move(socket), options.receive_buffer);
        }
    }
}

void udp_receiver::add_listener(asio::ip::udp::socket socket, std::size_t receive_buffer) {
    const udp_listener& l = listeners_.emplace_back(std::move(socket), receive_buffer);
    if (l.buffer_granted() < l.buffer_asked()) {
        log_.warn(
            "udp {}: asked for a receive buffer of {} bytes, granted {}; raise "
            "net.core.rmem_max or lower --rcvbuf",
            l.name(), l.buffer_asked(), l.buffer_granted());
    }
}

void udp_receiver::start(loop::standing_tasks& tasks) {
    for (udp_listener& listener : listeners_) {
        tasks.add("udp " + listener.name(), [this, &listener] { return listen(listener); });
    }
}

void udp_receiver::stop() {
    catch_up();
    for (udp_listener& listener : listeners_) {
        asio::error_code ignored;
        listener.socket().close(ignored);
    }
}

loop::awaitable<void> udp_receiver::listen(udp_listener& listener) {
    asio::steady_timer pause{io_};
    while (listener.socket().is_open()) {
        const auto [ec] =
            co_await listener.socket().async_wait(asio::socket_base::wait_read, loop::result);
        if (!listener.socket().is_open()) co_return;
        if (ec) log_.error("udp {}: can't wait: {}", listener.name(), ec.message());
        drained state = ec ? drained::failed : drain(listener, datagrams_per_turn);
        while (state == drained::no) {
            listener.read_kernel_dropped(); // only a queue that is not drained can overflow
            const auto [no_turn] = co_await loop::next_turn(); // behind what HTTP has waiting
            state = no_turn ? drained::failed : drain(listener, datagrams_per_turn);
        }
        if (state == drained::failed) {
            pause.expires_after(std::chrono::milliseconds{100});
            co_await pause.async_wait(loop::result);
        }
    }
}

// A batch that is not full means that the kernel has nothing more: no call to hear EAGAIN.
udp_receiver::drained udp_receiver::drain(udp_listener& listener, std::size_t limit) {
    if (!listener.socket().is_open()) return drained::yes;
    drained state = drained::no;
    bool any = false;
    for (std::size_t taken = 0; taken < limit && state == drained::no;) {
        const int n = batch_.receive(listener.socket().native_handle());
        if (n > 0) {
            store(listener, n);
            any = true;
            taken += n;
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

void udp_receiver::store(udp_listener& listener, int count) {
    listener.received += count;
    counts_.udp_received += count;
    for (int i = 0; i < count; ++i) {
        const receive_batch::datagram d = batch_.at(i);
        counts_.udp_bytes += d.payload.size();
        if (!is_allowed(d.source)) {
            ++counts_.udp_rejected;
            continue;
        }
        event_fields e;
        e.time_ns = d.time_ns != 0 ? d.time_ns : loop::utc_now_ns();
        e.source = d.source;
        e.local.address = d.local_address;
        e.local.port = listener.port();
        e.payload = d.payload;
        store_.append(e);
    }
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
        // No more than the kernel's buffer can hold, however fast the next ones come.
        drain(listener, listener.buffer_granted() * 2 / least_kernel_cost);
        listener.read_kernel_dropped();
        counts_.udp_kernel_dropped += listener.kernel_dropped();
    }
}

} // namespace gateway::net
