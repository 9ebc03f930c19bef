#include "net/udp_listener.hpp"

#include <fmt/format.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <asio/io_context.hpp>
#include <asio/ip/v6_only.hpp>
#include <cerrno>
#include <limits>
#include <string_view>
#include <system_error>

#include "net/bind.hpp"

namespace gateway::net {
namespace {

[[noreturn]] void fail(std::string_view name, std::string_view what) {
    throw std::system_error(errno, std::generic_category(),
                            fmt::format("can't listen on udp {}: {}", name, what));
}

// The kernel doubles what it is asked for and reports that (socket(7)): half of it is for data.
std::size_t granted_buffer(int fd, std::string_view name) {
    int granted = 0;
    socklen_t length = sizeof granted;
    if (::getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &granted, &length) != 0) fail(name, "SO_RCVBUF");
    return static_cast<std::size_t>(granted) / 2;
}

// What the kernel's limit leaves of it to who is not root, tried on a socket of no other use.
std::size_t grantable_buffer(int asked, std::string_view name) {
    asio::io_context io;
    asio::ip::udp::socket probe{io, asio::ip::udp::v4()};
    ::setsockopt(probe.native_handle(), SOL_SOCKET, SO_RCVBUF, &asked, sizeof asked);
    return granted_buffer(probe.native_handle(), name);
}

std::size_t ask_for_buffer(int fd, std::string_view name, std::size_t size) {
    const int asked =
        static_cast<int>(std::min<std::size_t>(size, std::numeric_limits<int>::max() / 2));
    // As root the kernel's limit (net.core.rmem_max) need not be raised.
    if (::setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &asked, sizeof asked) != 0) {
        // A socket that was passed may have more of it than is asked for in vain.
        if (grantable_buffer(asked, name) >= std::min(size, granted_buffer(fd, name))) {
            ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &asked, sizeof asked);
        }
    }
    return granted_buffer(fd, name);
}

// As a datagram's address is kept: IPv4 mapped into IPv6.
asio::ip::address_v6 mapped(const asio::ip::address& a) {
    return a.is_v4() ? asio::ip::make_address_v6(asio::ip::v4_mapped, a.to_v4()) : a.to_v6();
}

// Each of them: what a datagram was sent to has to be asked of the kernel.
bool is_any(const asio::ip::address& a) {
    return a.is_unspecified() || mapped(a) == mapped(asio::ip::address_v4::any());
}

// The longest rest: what waking up costs is then spread over enough datagrams.
constexpr std::chrono::microseconds longest_rest{1'000};
// A shorter one would cost more than it saves: timers are dearer than the socket.
constexpr std::chrono::microseconds shortest_rest{200};
// What a microsecond of rest asks of the receive buffer; the kernel grants twice that for what it
// adds to each datagram. A million small ones a second need less.
constexpr std::size_t buffer_per_us = 1'024;

std::chrono::microseconds rest_beside(std::size_t buffer) {
    const std::chrono::microseconds fills{buffer / buffer_per_us};
    return fills < shortest_rest ? std::chrono::microseconds{} : std::min(fills, longest_rest);
}

} // namespace

udp_listener::udp_listener(asio::ip::udp::socket socket, const udp_options& options, bool passed)
    : socket_(std::move(socket)),
      bound_(socket_.local_endpoint()),
      descriptor_(socket_.native_handle()),
      buffer_asked_(options.receive_buffer) {
    const asio::ip::address local = bound_.address();
    const int fd = descriptor_;
    name_ = to_string(local, port());
    if (local.is_v6()) {
        asio::ip::v6_only only;
        socket_.get_option(only);
        v6_only_ = only.value();
    }
    buffer_granted_ = ask_for_buffer(fd, name_, buffer_asked_);
    rest_ = rest_beside(buffer_granted_);
    const auto enable = [&](int level, int option, const char* what) {
        const int on = 1;
        if (::setsockopt(fd, level, option, &on, sizeof on) != 0) fail(name_, what);
    };
    if (options.timestamps == udp_timestamps::kernel) {
        enable(SOL_SOCKET, SO_TIMESTAMPNS, "SO_TIMESTAMPNS");
    }
    if (is_any(local)) {
        enable(IPPROTO_IP, IP_PKTINFO, "IP_PKTINFO");
        if (local.is_v6()) enable(IPPROTO_IPV6, IPV6_RECVPKTINFO, "IPV6_RECVPKTINFO");
    } else {
        address_ = mapped(local).to_bytes();
    }
    const bool kernel_time = options.timestamps == udp_timestamps::kernel;
    may_coalesce_ = options.coalescing == udp_coalescing::automatic && kernel_time && !passed;
    if (options.coalescing == udp_coalescing::on) {
        if (!passed) count_coalesced();
        take_coalesced();
    }
}

void udp_listener::close() {
    asio::error_code ignored;
    if (socket_.is_open()) {
        socket_.close(ignored);
    } else if (is_open()) {
        ::close(descriptor_);
    }
    descriptor_ = -1;
}

void udp_listener::choose_rest(std::chrono::steady_clock::time_point now) {
    const bool rest = rest_.count() > 0 && rate_.is_high(now, received);
    if (!is_open() || rest == rests_) return;
    if (rest) {
        socket_.release();
    } else {
        socket_.assign(bound_.protocol(), descriptor_);
    }
    rests_ = rest;
}

// Not of a socket that was passed: what waits there came before the counter.
void udp_listener::count_coalesced() {
    counter_.emplace(descriptor_);
    if (!counter_->is_attached()) counter_.reset();
}

void udp_listener::take_coalesced() {
    const int on = 1;
    coalesces_ = ::setsockopt(descriptor_, SOL_UDP, UDP_GRO, &on, sizeof on) == 0;
}

// Before anything can come coalesced it is counted. There is no way back: what waits may be so.
void udp_listener::came_together() {
    if (!may_coalesce_) return;
    may_coalesce_ = false;
    count_coalesced();
    if (counter_) take_coalesced();
}

void udp_listener::count_coalesced_drops(std::uint64_t coalesced_then) {
    const std::uint64_t read = received - received_buffers; // of later ones some may be in it
    if (counter_ && coalesced_then > read + coalesced_drops_) {
        coalesced_drops_ = coalesced_then - read;
    }
}

void udp_listener::read_kernel_dropped() {
    std::array<std::uint32_t, SK_MEMINFO_VARS> info{};
    socklen_t length = sizeof info;
    if (::getsockopt(descriptor_, SOL_SOCKET, SO_MEMINFO, info.data(), &length) == 0) {
        kernel_dropped_ += info[SK_MEMINFO_DROPS] - last_drops_; // modulo 2^32
        last_drops_ = info[SK_MEMINFO_DROPS];
    }
}

} // namespace gateway::net
