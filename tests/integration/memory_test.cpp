#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "support/gateway_api.hpp"
#include "support/sse_reader.hpp"

using namespace gateway::tests;

namespace {

constexpr std::size_t mib = 1 << 20;

// Sends `count` datagrams of `size` bytes at a rate that the kernel does not have to drop.
void fill(const gateway_process& gateway, std::uint64_t count, std::size_t size) {
    child_process sender({{binary_path("SENDER_BINARY"), "--quiet", "--count",
                           std::to_string(count), "--rate", sanitized ? "20000" : "80000", "--size",
                           std::to_string(size), "--sources", "16", gateway.udp().text()},
                          {},
                          {}});
    REQUIRE(sender.wait_exit(60s) == 0);
    REQUIRE(eventually([&] {
        const auto f = stats_of(gateway);
        return f["/udp/received"] + f["/udp/kernel_dropped"] == count;
    }));
}

// What is not the kernel's cache of files (proc(5)), in bytes; 0 where that is not told.
std::size_t own_memory(const gateway_process& gateway) {
    std::ifstream status("/proc/" + std::to_string(gateway.process().pid()) + "/status");
    for (std::string word; status >> word;) {
        std::size_t kib = 0;
        if (word == "RssAnon:" && status >> kib) return kib * 1024;
    }
    return 0;
}

} // namespace

TEST_CASE("memory: a full ring and everything beside it fit into the ring and 16 MiB") {
    for (const std::size_t ring : {4 * mib, 32 * mib}) {
        gateway_process gateway({"--ring-size", std::to_string(ring)});
        fill(gateway, 2 * ring / 1000, 1000);
        CHECK(stats_of(gateway)["/ring/evicted"] > 0);
        sse_reader stream(gateway.http(), "/api/v1/stream?after=0");
        REQUIRE(stream.next());
        CHECK(gateway.get("/api/v1/events?limit=1000").status == 200);
        CHECK(gateway.get("/api/v1/events?format=pcap").status == 200);
        CHECK(gateway.get("/api/v1/events?format=csv").status == 200);
        CHECK(gateway.get("/api/v1/sources").status == 200);
        CHECK(gateway.get("/metrics").status == 200);
        CHECK(gateway.get("/").status == 200);
        const std::size_t rss = gateway.rss();
        MESSAGE("ring ", ring / mib, " MiB, resident ", rss / 1024, " KiB");
        if (!sanitized) CHECK(rss <= ring + 16 * mib);
        CHECK(stats_of(gateway)["/ring/bytes"] <= ring);
    }
}

TEST_CASE("memory: an empty ring costs nothing yet") {
    gateway_process gateway({"--ring-size", "2GiB"});
    CHECK(gateway.get("/api/v1/events").status == 200);
    if (!sanitized) CHECK(gateway.rss() <= 24 * mib);
    CHECK(stats_of(gateway)["/ring/capacity"] == 2048 * mib);
}

TEST_CASE("memory: at rest it has less than 8 MiB of its own beside the ring") {
    gateway_process gateway({"--ring-size", "64MiB"});
    const std::size_t own = own_memory(gateway);
    REQUIRE(own != 0);
    MESSAGE("its own ", own / 1024, " KiB");
    if (!sanitized) CHECK(own <= 8 * mib);
}

TEST_CASE("memory: a page of fifty is the same with half a million events behind it") {
    gateway_process gateway({"--ring-size", "128MiB"});
    const std::uint64_t count = sanitized ? 100'000 : 500'000;
    fill(gateway, count, 64);
    const auto page = page_of(gateway);
    REQUIRE(page.events.size() == 50);
    CHECK(page.newest == stats_of(gateway)["/ring/newest"]);
    CHECK(page.events.back().seq == page.newest);
    const auto middle = page_of(gateway, "before=" + std::to_string(page.newest / 2));
    REQUIRE(middle.events.size() == 50);
    CHECK(middle.events.back().seq == page.newest / 2 - 1);
    CHECK(page_of(gateway, "after=0").events.front().seq == 1);
}

TEST_CASE("memory: a ring of the smallest captures has an index of bounded size") {
    constexpr std::uint64_t limit = 131'072;
    const std::uint64_t count = sanitized ? 20'000 : limit + 5'000;
    gateway_process gateway({"--ring-size", "16MiB"});
    http_client client(gateway.http());
    constexpr std::uint64_t at_once = 100;
    for (std::uint64_t i = 0; i < count; i += at_once) {
        std::string requests;
        for (std::uint64_t k = i; k < i + at_once; ++k) {
            requests += "PUT /web/20150825082012/" + std::to_string(k) +
                        " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
        }
        client.send(requests);
        for (std::uint64_t k = 0; k < at_once; ++k) REQUIRE(client.read().status == 201);
    }
    const auto f = stats_of(gateway);
    const std::uint64_t stored = f["/http/captures"];
    CHECK(f["/ring/held"] == stored);
    CHECK(f["/captures/findable"] == std::min(stored, limit));
    CHECK(f["/captures/findable"] + f["/captures/forgotten"] == stored);
    CHECK(client.get("/web/20150825082012/" + std::to_string(stored - 1)).status == 200);
    CHECK(client.get("/web/20150825082012/0").status == (stored > limit ? 404 : 200));
    const std::size_t rss = gateway.rss();
    MESSAGE(stored, " captures, resident ", rss / 1024, " KiB");
    if (!sanitized) CHECK(rss <= 16 * mib + 16 * mib);
}
