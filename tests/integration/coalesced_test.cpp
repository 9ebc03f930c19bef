// Datagrams that a sender hands over in one piece (UDP_SEGMENT) and that reach the gateway so.
#include <doctest/doctest.h>
#include <netinet/udp.h>
#include <signal.h>
#include <sys/socket.h>

#include <cstring>
#include <string>
#include <vector>

#include "support/gateway_api.hpp"

using namespace gateway::tests;

namespace {

// Sends `bytes` as datagrams of `size`, the last one shorter where they are no multiple of it.
void send_divided(udp_client& client, const endpoint& to, std::string bytes, std::uint16_t size) {
    const socket_address address = socket_address::of(to);
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof size)]{};
    iovec piece{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_name = const_cast<sockaddr*>(address.get());
    message.msg_namelen = address.size;
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* const head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_UDP;
    head->cmsg_type = UDP_SEGMENT;
    head->cmsg_len = CMSG_LEN(sizeof size);
    std::memcpy(CMSG_DATA(head), &size, sizeof size);
    REQUIRE(::sendmsg(client.fd(), &message, 0) == static_cast<ssize_t>(bytes.size()));
}

std::string counted_bytes(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>('a' + i * 7 % 26);
    return bytes;
}

const std::vector<std::string> modes{"auto", "on", "off"};

// A queue that overflows: pieces of 100 datagrams and ordinary ones between them.
std::uint64_t overflow(gateway_process& gateway, const endpoint& to) {
    constexpr int pieces = 1'000;
    udp_client client;
    gateway.process().send_signal(SIGSTOP);
    for (int i = 0; i < pieces; ++i) {
        send_divided(client, to, std::string(64 * 99 + 7, 'x'), 64);
        client.send(to, "ordinary");
    }
    gateway.process().send_signal(SIGCONT);
    return pieces * 101;
}

bool balances(const gateway_process& gateway, std::uint64_t sent) {
    return eventually([&] {
        const auto stats = stats_of(gateway);
        return stats["/udp/received"] + stats["/udp/kernel_dropped"] == sent;
    });
}

} // namespace

TEST_CASE("coalesced: each datagram is an event of its own, with its sender, address and time") {
    for (const std::string& mode : modes) {
        for (const std::string host : {"127.0.0.1", "::1"}) {
            CAPTURE(mode);
            CAPTURE(host);
            gateway_process gateway({"--udp", "[::]:0", "--gro", mode});
            const endpoint to{host, gateway.udp().port};
            udp_client client(host);
            const std::string bytes = counted_bytes(10 * 33 + 5);
            send_divided(client, to, bytes, 33);
            client.send(to, "");
            send_divided(client, to, "one", 3);
            REQUIRE(wait_stored(gateway, 13));
            const auto page = page_of(gateway);
            REQUIRE(page.events.size() == 13);
            for (std::size_t i = 0; i < 11; ++i) {
                const auto& event = page.events[i];
                CHECK(event.bytes == bytes.substr(i * 33, 33));
                CHECK(event.source == client.name());
                CHECK(event.local == to.text());
                CHECK(event.time == page.events.front().time);
            }
            CHECK(page.events[11].bytes.empty());
            CHECK(page.events[12].bytes == "one");
            const auto stats = stats_of(gateway);
            CHECK(stats["/udp/received"] == 13);
            CHECK(stats["/udp/bytes"] == bytes.size() + 3);
            CHECK(stats["/listeners/0/received"] == 13);
        }
    }
}

TEST_CASE("coalesced: datagrams of a byte, and pieces as large as there are") {
    gateway_process gateway({"--gro", "on"});
    udp_client client;
    send_divided(client, gateway.udp(), counted_bytes(64), 1);
    const std::string large = counted_bytes(65'507);
    send_divided(client, gateway.udp(), large, 32'000);
    REQUIRE(wait_stored(gateway, 67));
    const auto page = page_of(gateway, "limit=100");
    REQUIRE(page.events.size() == 67);
    for (std::size_t i = 0; i < 64; ++i)
        CHECK(page.events[i].bytes == counted_bytes(64).substr(i, 1));
    CHECK(page.events[64].bytes == large.substr(0, 32'000));
    CHECK(page.events[66].bytes == large.substr(64'000));
}

TEST_CASE("coalesced: sources that are not allowed are counted by the datagram") {
    gateway_process gateway({"--gro", "on", "--allow-udp", "127.0.0.2"});
    udp_client stranger("127.0.0.1"), allowed("127.0.0.2");
    send_divided(stranger, gateway.udp(), std::string(105, 'x'), 10);
    send_divided(allowed, gateway.udp(), std::string(40, 'y'), 10);
    REQUIRE(wait_stored(gateway, 4));
    const auto stats = stats_of(gateway);
    CHECK(stats["/udp/received"] == 15);
    CHECK(stats["/udp/rejected"] == 11);
}

TEST_CASE("coalesced: what the kernel drops is counted by the datagram") {
    for (const std::string& mode : modes) {
        CAPTURE(mode);
        gateway_process gateway({"--rcvbuf", "256KiB", "--gro", mode});
        std::uint64_t sent = 0, last = 0;
        for (int round = 0; round < 3; ++round) {
            sent += overflow(gateway, gateway.udp());
            CHECK(balances(gateway, sent));
            const std::uint64_t dropped = stats_of(gateway)["/udp/kernel_dropped"];
            CHECK(dropped > last);
            last = dropped;
        }
        const auto stats = stats_of(gateway);
        CHECK(stats["/ring/stored"] == stats["/udp/received"]);
        CHECK(stats["/listeners/0/kernel_dropped"] == stats["/udp/kernel_dropped"]);
    }
}

TEST_CASE("coalesced: begins by itself, and then a queue holds more") {
    gateway_process gateway({"--rcvbuf", "256KiB"});
    overflow(gateway, gateway.udp());
    const std::uint64_t divided = stats_of(gateway)["/udp/received"];
    overflow(gateway, gateway.udp());
    CHECK(stats_of(gateway)["/udp/received"] > 3 * divided);
}

TEST_CASE("coalesced: without the right to count its drops it is refused, or said to be inexact") {
    const auto without_rights = [](const std::string& mode) {
        const std::string caps = "-bpf,-sys_admin,-perfmon";
        return started_by({"setpriv", "--bounding-set", caps, "--inh-caps", caps, "--"},
                          gateway_launch({"--http", "127.0.0.1:0", "--udp", "127.0.0.1:0",
                                          "--rcvbuf", "256KiB", "--gro", mode}));
    };
    gateway_process automatic(without_rights("auto"));
    std::uint64_t sent = overflow(automatic, automatic.udp());
    sent += overflow(automatic, automatic.udp());
    CHECK(balances(automatic, sent));

    gateway_process asked(without_rights("on"));
    CHECK(eventually([&] { return asked.process().err().find("--gro on") != std::string::npos; }));
    udp_client client;
    send_divided(client, asked.udp(), std::string(100, 'x'), 10);
    CHECK(wait_stored(asked, 10));
}

TEST_CASE("timestamps: one time for each batch") {
    gateway_process gateway({"--timestamps", "batch"});
    udp_client client;
    gateway.process().send_signal(SIGSTOP);
    for (int i = 0; i < 20; ++i) client.send(gateway.udp(), std::to_string(i));
    const std::int64_t before = unix_ns_now();
    gateway.process().send_signal(SIGCONT);
    REQUIRE(wait_stored(gateway, 20));
    const auto page = page_of(gateway);
    const std::int64_t after = unix_ns_now();
    for (std::size_t i = 0; i < 20; ++i) {
        CHECK(page.events[i].bytes == std::to_string(i));
        CHECK(page.events[i].time == page.events.front().time);
    }
    CHECK(unix_ns(page.events.front().time) >= before); // when it was read, not when it came
    CHECK(unix_ns(page.events.front().time) <= after);
}
