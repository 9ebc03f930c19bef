#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "support/gateway_api.hpp"

using namespace gateway::tests;

namespace {

// What has to hold in every answer of /api/v1/stats, whatever happens at that moment.
void check_balance(const figures& f) {
    CHECK(f["/udp/received"] - f["/udp/rejected"] + f["/http/posted"] + f["/http/redirects"] +
              f["/http/captures"] ==
          f["/ring/stored"]);
    CHECK(f["/ring/stored"] == f["/ring/held"] + f["/ring/evicted"]);
    CHECK(f["/ring/newest"] == f["/ring/stored"]);
    CHECK(f["/balance/unexplained"] == 0);
    CHECK(f["/balance/arrived"] ==
          f["/ring/stored"] + f["/udp/rejected"] + f["/udp/kernel_dropped"]);
    CHECK(f["/ring/bytes"] <= f["/ring/capacity"]);
    if (f["/ring/held"] != 0) CHECK(f["/ring/oldest"] == f["/ring/evicted"] + 1);
}

} // namespace

TEST_CASE("ledger: a new gateway has counted nothing") {
    gateway_process gateway;
    const auto stats = stats_of(gateway);
    check_balance(stats);
    for (const std::string at :
         {"/udp/received", "/udp/bytes", "/udp/kernel_dropped", "/udp/rejected", "/http/posted",
          "/http/captures", "/captures/findable", "/captures/forgotten", "/http/streams",
          "/ring/stored", "/ring/evicted", "/ring/held", "/ring/newest", "/ring/bytes",
          "/streams/delivered", "/streams/skipped", "/listeners/0/received"}) {
        CAPTURE(at);
        CHECK(stats[at] == 0);
    }
    CHECK(stats["/http/requests"] == 1); // this one
    CHECK(stats["/http/connections"] == 1);
    CHECK(stats["/ring/capacity"] == 64 << 20);
    CHECK(stats["/uptime_s"] < 60);
}

TEST_CASE("ledger: balances at every instant of a flood with eviction and posts and refusals") {
    gateway_process gateway({"--ring-size", "1MiB", "--allow-udp", "127.0.0.1/32"});
    constexpr std::uint64_t datagrams = 20'000, posts = 200;
    std::thread sender([&] {
        udp_client allowed("127.0.0.1"), refused("127.0.0.2");
        for (std::uint64_t i = 0; i < datagrams; ++i) {
            (i % 10 == 0 ? refused : allowed).send(gateway.udp(), std::string(i % 500, 'x'));
        }
    });
    std::atomic<std::uint64_t> posted = 0, captured = 0;
    std::thread poster([&] {
        http_client client(gateway.http());
        for (std::uint64_t i = 0; i < posts; ++i) {
            if (client.request("POST", "/api/v1/events", {}, "posted").status == 201) ++posted;
            const std::string capture = "/web/20150825082012/" + std::to_string(i);
            if (client.request("PUT", capture, {}, "captured").status == 201) ++captured;
        }
    });
    http_client reader(gateway.http());
    std::uint64_t stored_before = 0;
    for (int i = 0; i < 300; ++i) {
        const figures f(reader.get("/api/v1/stats").body);
        check_balance(f);
        CHECK(f["/ring/stored"] >= stored_before);
        stored_before = f["/ring/stored"];
    }
    sender.join();
    poster.join();
    CHECK(posted == posts);
    CHECK(captured == posts);
    CHECK(eventually([&] {
        const auto f = stats_of(gateway);
        return f["/udp/received"] + f["/udp/kernel_dropped"] == datagrams;
    }));
    const auto f = stats_of(gateway);
    check_balance(f);
    CHECK(f["/http/posted"] == posts);
    CHECK(f["/http/captures"] == posts);
    CHECK(f["/ring/evicted"] > 0);
    if (f["/udp/kernel_dropped"] == 0) CHECK(f["/udp/rejected"] == datagrams / 10);
}

TEST_CASE("ledger: stored is held and evicted in a ring of the least size") {
    gateway_process gateway({"--ring-size", "64KiB"}); // rounded up to one largest datagram
    udp_client client;
    for (std::uint64_t i = 1; i <= 20; ++i) {
        client.send(gateway.udp(), std::string(65'507, static_cast<char>('a' + i)));
        REQUIRE(wait_stored(gateway, i));
        const auto f = stats_of(gateway);
        check_balance(f);
        CHECK(f["/ring/held"] == 1);
        CHECK(f["/ring/oldest"] == i);
        CHECK(event_of(gateway, i).bytes == std::string(65'507, static_cast<char>('a' + i)));
    }
}

TEST_CASE("ledger: connections and streams and requests are counted since the start") {
    gateway_process gateway;
    http_client observer(gateway.http());
    const auto now = [&] { return figures(observer.get("/api/v1/stats").body); };
    const std::uint64_t before = now()["/http/requests"];
    for (int i = 0; i < 5; ++i) CHECK(gateway.get("/no-such-page").status == 404);
    CHECK(now()["/http/requests"] == before + 6);
    {
        http_client one(gateway.http()), two(gateway.http());
        CHECK(one.get("/livez").status == 200);
        CHECK(two.get("/livez").status == 200);
        two.send_request("GET", "/api/v1/stream");
        CHECK(two.read_head().status == 200);
        CHECK(now()["/http/connections"] == 8); // since the start: the observer, five and two
        CHECK(now()["/http/streams"] == 1);
    }
    CHECK(now()["/http/connections"] == 8);
    CHECK(now()["/http/streams"] == 1);
    check_balance(now());
}
