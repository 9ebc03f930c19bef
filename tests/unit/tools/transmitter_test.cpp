#include "udp-sender/transmitter.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <map>
#include <set>

#include "receiving_socket.hpp"

using namespace gateway::sender;
using namespace gateway::tests;

namespace {

std::vector<std::string> numbers(std::size_t count) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back(std::to_string(i));
    return all;
}

void send(transmitter& out, const std::vector<std::string>& payloads) {
    out.send(std::vector<std::string_view>(payloads.begin(), payloads.end()));
}

} // namespace

TEST_CASE("transmitter: sends a batch in its order and counts it") {
    for (const char* host : {"127.0.0.1", "::1"}) {
        receiving_socket receiver(host);
        transmitter out(receiver.address(), "", 1);
        send(out, {"one", "", std::string(10'000, 'x')});
        const auto got = receiver.take();
        REQUIRE(got.size() == 3);
        CHECK(got[0].payload == "one");
        CHECK(got[1].payload.empty());
        CHECK(got[2].payload == std::string(10'000, 'x'));
        CHECK(got[0].source == out.ports().front().endpoint);
        CHECK(out.total().sent == 3);
        CHECK(out.total().bytes == 10'003);
        CHECK(out.total().unsent == 0);
        CHECK(out.total().reports == 0);
    }
}

TEST_CASE("transmitter: takes its ports in turn, also from batch to batch") {
    receiving_socket receiver;
    transmitter out(receiver.address(), "", 3);
    for (int round = 0; round < 3; ++round) send(out, numbers(5));
    std::map<std::string, std::vector<std::string>> by_source;
    for (const auto& datagram : receiver.take()) {
        by_source[datagram.source].push_back(datagram.payload);
    }
    REQUIRE(by_source.size() == 3);
    using strings = std::vector<std::string>;
    CHECK(by_source[out.ports()[0].endpoint] == strings{"0", "3", "1", "4", "2"});
    CHECK(by_source[out.ports()[1].endpoint] == strings{"1", "4", "2", "0", "3"});
    CHECK(by_source[out.ports()[2].endpoint] == strings{"2", "0", "3", "1", "4"});
    for (const port_ledger& port : out.ports()) CHECK(port.sent == 5);
}

TEST_CASE("transmitter: more ports than a batch holds") {
    receiving_socket receiver;
    transmitter out(receiver.address(), "", 200);
    for (int i = 0; i < 7; ++i) send(out, numbers(64));
    std::set<std::string> sources;
    for (const auto& datagram : receiver.take()) sources.insert(datagram.source);
    CHECK(sources.size() == 200);
    CHECK(out.total().sent == 7 * 64);
}

TEST_CASE("transmitter: a refusal is counted, and keeps no datagram back") {
    // tcpmux: no test is ever given this port, so nobody else gets the datagrams.
    transmitter out(resolve({"127.0.0.1", 1, {}}, SOCK_DGRAM).front(), "", 1);
    for (int i = 0; i < 10; ++i) send(out, numbers(64));
    out.collect_reports();
    CHECK(out.total().sent == 640);
    CHECK(out.total().unsent == 0);
    CHECK(out.total().reports == 640);
    CHECK(out.total().last_error == ECONNREFUSED);
}

TEST_CASE("transmitter: a datagram that the kernel refuses does not stop the others") {
    receiving_socket receiver;
    transmitter out(receiver.address(), "", 1);
    const std::string too_long(65'508, 'x');
    send(out, {"first", too_long, "second", too_long});
    send(out, {too_long, "third"});
    const auto got = receiver.take();
    REQUIRE(got.size() == 3);
    CHECK(got[1].payload == "second");
    CHECK(got[2].payload == "third");
    CHECK(out.total().sent == 3);
    CHECK(out.total().unsent == 3);
    CHECK(out.total().reports == 0);
    CHECK(out.total().last_error == EMSGSIZE);
}

TEST_CASE("transmitter: pieces arrive as the datagrams that they were made of") {
    for (const char* host : {"127.0.0.1", "::1"}) {
        receiving_socket receiver(host);
        transmitter out(receiver.address(), "", 3, {10, 2});
        std::vector<std::string> payloads;
        for (int i = 10; i < 74; ++i) payloads.push_back(std::to_string(i));
        send(out, payloads);
        std::map<std::string, std::vector<std::string>> by_source;
        std::set<std::string> all;
        for (const auto& datagram : receiver.take()) {
            by_source[datagram.source].push_back(datagram.payload);
            all.insert(datagram.payload);
        }
        CHECK(all == std::set<std::string>(payloads.begin(), payloads.end()));
        CHECK(by_source[out.ports()[1].endpoint].at(1) == "14");
        CHECK(out.total().sent == 64);
        CHECK(out.total().bytes == 128);
        CHECK(out.ports()[0].sent == 22);
        CHECK(out.ports()[2].sent == 21);
    }
}

TEST_CASE("transmitter: pieces that nobody listens to are counted by the datagram") {
    transmitter out(resolve({"127.0.0.1", 1, {}}, SOCK_DGRAM).front(), "", 1, {32, 2});
    for (int i = 0; i < 3; ++i) send(out, std::vector<std::string>(64, "xx"));
    out.collect_reports();
    CHECK(out.total().sent == 192);
    CHECK(out.total().unsent == 0);
    CHECK(out.total().reports > 0);
}

TEST_CASE("transmitter: datagrams of a piece that are larger than the way there takes") {
    receiving_socket receiver("::1");
    // The kernel never divides into more than an MTU, on the loopback 65,536 bytes with headers.
    CHECK_NOTHROW(transmitter(receiver.address(), "", 1, {2, 65'488}));
    CHECK_THROWS_WITH(transmitter(receiver.address(), "", 1, {2, 65'489}),
                      doctest::Contains("expected at most 65488"));
}

TEST_CASE("transmitter: an interface that there is not is an error") {
    receiving_socket receiver;
    CHECK_THROWS_WITH(transmitter(receiver.address(), "no-such-if", 1),
                      doctest::Contains("interface 'no-such-if'"));
}
