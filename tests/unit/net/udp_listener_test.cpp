#include "net/udp_listener.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <asio/io_context.hpp>
#include <asio/ip/v6_only.hpp>
#include <string_view>

#include "net/self_datagram.hpp"

using gateway::net::udp_listener;
using namespace std::chrono_literals;

namespace {

using asio::ip::udp;

struct listening {
    asio::io_context io;
    udp_listener listener;
    gateway::net::arrival_rate::time_point now{1h};

    explicit listening(std::size_t receive_buffer)
        : listener(udp::socket(io, udp::endpoint(asio::ip::address_v4::loopback(), 0)),
                   with(receive_buffer), false) {}

    static gateway::udp_options with(std::size_t receive_buffer) {
        gateway::udp_options options;
        options.receive_buffer = receive_buffer;
        return options;
    }

    // Each `apart`, for 100 times.
    void come(std::chrono::nanoseconds apart) {
        for (int i = 0; i < 100; ++i) {
            ++listener.received;
            listener.choose_rest(now += apart);
        }
    }
};

// Whether a datagram that is sent now can be read.
bool receives(const udp_listener& listener) {
    asio::io_context io;
    udp::socket sender(io, udp::v4());
    sender.send_to(asio::buffer("x", 1),
                   udp::endpoint(asio::ip::address_v4::loopback(), listener.port()));
    char byte = 0;
    return ::recv(listener.descriptor(), &byte, 1, MSG_DONTWAIT) == 1;
}

} // namespace

TEST_CASE("udp listener: rests at a high rate, and is looked at again behind it") {
    listening at(256 << 10);
    udp_listener& l = at.listener;
    at.come(1ms);
    CHECK(l.rest() == 0us);
    CHECK(l.socket().is_open());
    for (int round = 0; round < 3; ++round) {
        at.come(20us);
        CHECK(l.rest() >= 200us);
        CHECK_FALSE(l.socket().is_open());
        CHECK(receives(l));
        at.come(1ms);
        CHECK(l.rest() == 0us);
        CHECK(l.socket().is_open());
        CHECK(receives(l));
    }
}

TEST_CASE("udp listener: in the midst of a rest it knows where it is bound, and is sent to") {
    listening at(256 << 10);
    udp_listener& l = at.listener;
    const auto bound = l.bound();
    CHECK(bound == l.socket().local_endpoint());
    at.come(20us);
    REQUIRE_FALSE(l.socket().is_open());
    CHECK(l.bound() == bound);
    CHECK(l.takes_ipv4());
    const auto sent = gateway::net::send_to(l, 0, "to itself");
    CHECK(sent.error == "");
    CHECK(sent.to.port == bound.port());
    char bytes[16];
    CHECK(::recv(l.descriptor(), bytes, sizeof bytes, MSG_DONTWAIT) == 9);
}

TEST_CASE("udp listener: on all addresses of IPv6 it takes IPv4 too, unless it was told not to") {
    for (const bool only : {false, true}) {
        asio::io_context io;
        udp::socket socket(io, udp::v6());
        socket.set_option(asio::ip::v6_only(only));
        socket.bind({asio::ip::address_v6::any(), 0});
        const udp_listener l(std::move(socket), listening::with(1 << 20), false);
        CHECK(l.takes_ipv4() == !only);
        const auto sent = gateway::net::send_to(l, 0, "x");
        CHECK(sent.error == "");
        char byte = 0;
        CHECK(::recv(l.descriptor(), &byte, 1, MSG_DONTWAIT) == 1);
    }
}

TEST_CASE("udp listener: the smaller the receive buffer the shorter the rest, down to none") {
    listening large(8 << 20), middle(256 << 10), small(128 << 10);
    for (listening* at : {&large, &middle, &small}) {
        at->come(20us);
        const udp_listener& l = at->listener; // what is granted depends on the machine
        CHECK(l.rest().count() <= static_cast<std::int64_t>(l.buffer_granted() / 1024));
        CHECK(l.rest() <= 1ms);
    }
    CHECK(middle.listener.rest() > 0us);
    CHECK(small.listener.rest() == 0us);
    CHECK(small.listener.socket().is_open());
}

TEST_CASE("udp listener: closed in the midst of a rest, or of a wait") {
    for (const auto apart : {20us, 1000us}) {
        listening at(256 << 10);
        at.come(apart);
        CHECK(at.listener.is_open());
        at.listener.close();
        CHECK_FALSE(at.listener.is_open());
        at.come(1ms);
        CHECK_FALSE(at.listener.socket().is_open());
    }
}

TEST_CASE("udp listener: knows its address where it is bound to one") {
    const auto address_of = [](const char* bound) {
        asio::io_context io;
        return udp_listener(udp::socket(io, udp::endpoint(asio::ip::make_address(bound), 0)),
                            listening::with(1 << 20), false)
            .address();
    };
    using bytes = std::array<std::uint8_t, 16>;
    CHECK(address_of("127.0.0.5") == bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 127, 0, 0, 5});
    CHECK(address_of("::1") == asio::ip::address_v6::loopback().to_bytes());
    for (const char* any : {"0.0.0.0", "::"}) CHECK_FALSE(address_of(any).has_value());
}
