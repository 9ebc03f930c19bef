#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/sse_reader.hpp"

using namespace gateway::tests;

namespace {

constexpr std::size_t mib = 1 << 20;

// A client that asks and never reads the answer, behind the smallest of receive buffers.
std::unique_ptr<http_client> deaf_client(const gateway_process& gateway,
                                         const std::string& target) {
    auto client = std::make_unique<http_client>(gateway.http());
    const int small = 1;
    setsockopt(client->fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    client->send_request("GET", target);
    return client;
}

// 60 kB datagrams, each waited for in groups, so that the kernel drops none of them.
void flood(const gateway_process& gateway, int count) {
    udp_client client;
    const std::string payload(60'000, 'x');
    const std::uint64_t before = stats_of(gateway)["/ring/stored"];
    for (int i = 1; i <= count; ++i) {
        client.send(gateway.udp(), payload);
        if (i % 50 == 0 || i == count) {
            REQUIRE(wait_stored(gateway, before + static_cast<std::uint64_t>(i)));
        }
    }
}

int open_files(const gateway_process& gateway) {
    const std::string fds = "/proc/" + std::to_string(gateway.process().pid()) + "/fd";
    return std::stoi(run_shell("ls " + fds + " | wc -l").out);
}

} // namespace

TEST_CASE("slow reader: readers that never read cost no memory and hurt nobody") {
    gateway_process gateway({"--ring-size", "4MiB"});
    flood(gateway, 100); // the ring is full
    const std::size_t before = gateway.rss();
    std::vector<std::unique_ptr<http_client>> deaf;
    for (int i = 0; i < 20; ++i) {
        deaf.push_back(deaf_client(gateway, "/api/v1/stream?after=0"));
        deaf.push_back(deaf_client(gateway, "/api/v1/events?format=ndjson"));
        deaf.push_back(deaf_client(gateway, "/api/v1/events?limit=1000"));
    }
    sse_reader good(gateway.http(), "/api/v1/stream");
    flood(gateway, 1000); // 60 MB past each of them
    CHECK(time_of([&] { CHECK(gateway.get("/livez").status == 200); }) < 1s * slowness);
    const std::size_t after = gateway.rss();
    MESSAGE("resident bytes before and after: ", before, " ", after);
    if (!sanitized) CHECK(after < before + 16 * mib);

    std::uint64_t next = 101;
    while (next <= 1100) {
        const auto frame = good.next();
        REQUIRE(frame);
        if (frame->type == "gap") {
            CHECK(figures(frame->data)["/from"] == next);
            next = figures(frame->data)["/to"] + 1;
        } else {
            CHECK(frame->id == std::to_string(next++));
        }
    }
}

TEST_CASE("slow reader: a lapped reader is told exactly what it missed") {
    gateway_process gateway({"--ring-size", "1MiB"});
    sse_reader slow(gateway.http(), "/api/v1/stream");
    flood(gateway, 500); // 30 MB: more than the ring and every socket buffer
    std::uint64_t next = 1, delivered = 0, lost = 0;
    while (next <= 500) {
        const auto frame = slow.next();
        REQUIRE(frame);
        if (frame->type == "gap") {
            const figures gap(frame->data);
            CHECK(gap["/from"] == next);
            CHECK(gap["/lost"] == gap["/to"] - gap["/from"] + 1);
            lost += gap["/lost"];
            next = gap["/to"] + 1;
        } else {
            const auto event = parse_event(frame->data);
            CHECK(event.seq == next);
            CHECK(event.size == 60'000);
            ++delivered;
            ++next;
        }
    }
    CHECK(lost > 0);
    CHECK(delivered + lost == 500);
    CHECK(eventually([&] { return stats_of(gateway)["/streams/delivered"] == delivered; }));
    CHECK(stats_of(gateway)["/streams/skipped"] == lost);
}

TEST_CASE("slow reader: an export is either whole or says that it is not") {
    gateway_process gateway({"--ring-size", "32MiB"});
    flood(gateway, 500);
    http_client client(gateway.http());
    client.send_request("GET", "/api/v1/events?format=ndjson");
    REQUIRE(client.receive());
    flood(gateway, 600); // evicts what the export has not sent yet
    http_response response = client.read_head();
    body_decoder decoder(response, false);
    bool cut = false;
    try {
        for (decoder.feed(client.buffer(), response.body); !decoder.done();
             decoder.feed(client.buffer(), response.body)) {
            if (!client.receive()) decoder.end_of_stream();
        }
    } catch (const std::runtime_error&) {
        cut = true;
    }
    // Whatever came is made of whole events in order; a cut answer has no proper end.
    std::uint64_t last = 0;
    std::size_t from = 0;
    for (std::size_t end = response.body.find('\n'); end != std::string::npos;
         end = response.body.find('\n', from)) {
        const auto event = parse_event(response.body.substr(from, end - from));
        CHECK(event.seq > last);
        last = event.seq;
        from = end + 1;
    }
    CHECK(last > 0);
    if (!cut) CHECK(from == response.body.size());
}

TEST_CASE("slow reader: a stream whose client is gone is forgotten") {
    gateway_process gateway;
    {
        sse_reader one(gateway.http(), "/api/v1/stream"), two(gateway.http(), "/api/v1/stream");
        gateway.send("x");
        REQUIRE(one.next());
        REQUIRE(two.next());
    }
    const int idle = open_files(gateway);
    {
        std::vector<std::unique_ptr<sse_reader>> readers;
        for (int i = 0; i < 30; ++i) {
            readers.push_back(std::make_unique<sse_reader>(gateway.http(), "/api/v1/stream"));
        }
        CHECK(open_files(gateway) >= idle + 28);
    }
    CHECK(eventually([&] { return open_files(gateway) <= idle; }));
}

TEST_CASE("slow reader: an answer that makes no progress for thirty seconds is cut") {
    gateway_process gateway({"--ring-size", "16MiB"});
    flood(gateway, 270);
    const int idle = open_files(gateway);
    const auto client = deaf_client(gateway, "/api/v1/events?format=ndjson");
    REQUIRE(eventually([&] { return open_files(gateway) == idle + 1; }));
    const auto took =
        time_of([&] { CHECK(eventually([&] { return open_files(gateway) == idle; }, 50s)); });
    CHECK(took >= 20s);
    CHECK(gateway.get("/livez").status == 200);
}
