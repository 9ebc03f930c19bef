#include <doctest/doctest.h>

#include <deque>
#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/sse_reader.hpp"

using namespace gateway::tests;

namespace {

void post(const gateway_process& gateway, const std::string& body) {
    REQUIRE(gateway.post(body).status == 201);
}

// The next `count` events of the stream, each checked to be one frame with id and JSON data.
std::vector<event_record> take(sse_reader& stream, std::size_t count) {
    std::vector<event_record> events;
    while (events.size() < count) {
        const auto frame = stream.next();
        REQUIRE(frame);
        CHECK(frame->type.empty());
        events.push_back(parse_event(frame->data));
        CHECK(frame->id == std::to_string(events.back().seq));
    }
    return events;
}

// A ring that can hold nine posts of 10 kB, after fifty of them.
void overfill(const gateway_process& gateway) {
    http_client client(gateway.http());
    for (int i = 0; i < 50; ++i) {
        client.request("POST", "/api/v1/events", {}, std::string(10'000, 'x'));
    }
}

void check_gap(const sse_event& frame, std::uint64_t from, std::uint64_t to) {
    CHECK(frame.type == "gap");
    const figures gap(frame.data);
    CHECK(gap["/from"] == from);
    CHECK(gap["/to"] == to);
    CHECK(gap["/lost"] == to - from + 1);
}

} // namespace

TEST_CASE("stream: an event arrives as it is stored and nothing older") {
    gateway_process gateway;
    post(gateway, "before");
    sse_reader stream(gateway.http(), "/api/v1/stream");
    CHECK(stream.head().status == 200);
    CHECK(stream.head().header("Content-Type") == "text/event-stream");
    CHECK(stream.head().header("Cache-Control") == "no-store");
    CHECK(stream.head().header("X-Accel-Buffering") == "no");
    CHECK(stream.head().header("Transfer-Encoding") == "chunked");
    const std::string sender = gateway.send("live");
    const auto events = take(stream, 1);
    CHECK(events[0].seq == 2);
    CHECK(events[0].bytes == "live");
    CHECK(events[0].source == sender);
    CHECK(events[0].via == "udp");
    post(gateway, "posted");
    CHECK(take(stream, 1)[0].bytes == "posted");
}

TEST_CASE("stream: after replays from the ring and goes on live without a gap") {
    gateway_process gateway;
    for (int i = 1; i <= 100; ++i) post(gateway, std::to_string(i));
    sse_reader stream(gateway.http(), "/api/v1/stream?after=40");
    post(gateway, "101");
    const auto events = take(stream, 61);
    for (std::size_t i = 0; i < events.size(); ++i) {
        CHECK(events[i].seq == 41 + i);
        CHECK(events[i].bytes == std::to_string(41 + i));
    }
    sse_reader all(gateway.http(), "/api/v1/stream?after=0");
    CHECK(take(all, 101).front().seq == 1);
}

TEST_CASE("stream: a reconnect with Last-Event-ID misses nothing and repeats nothing") {
    gateway_process gateway;
    std::string last;
    std::vector<std::uint64_t> seen;
    for (int round = 0; round < 5; ++round) {
        const std::string headers = last.empty() ? "" : "Last-Event-ID: " + last + "\r\n";
        sse_reader stream(gateway.http(), "/api/v1/stream?after=0", headers);
        post(gateway, "x");
        post(gateway, "y");
        const auto frame = stream.next(); // the second one is left for the next round
        REQUIRE(frame);
        last = frame->id;
        seen.push_back(parse_event(frame->data).seq);
    }
    CHECK(seen == std::vector<std::uint64_t>{1, 2, 3, 4, 5});
}

TEST_CASE("stream: what was evicted before is told as a gap with exact figures") {
    gateway_process gateway({"--ring-size", "100KiB"});
    overfill(gateway);
    const std::uint64_t oldest = stats_of(gateway)["/ring/oldest"];
    REQUIRE(oldest > 10);
    for (const std::string headers : {"", "Last-Event-ID: 3\r\n"}) {
        sse_reader stream(gateway.http(), "/api/v1/stream?after=3", headers);
        const auto frame = stream.next();
        REQUIRE(frame);
        check_gap(*frame, 4, oldest - 1);
        const auto events = take(stream, 51 - oldest);
        CHECK(events.front().seq == oldest);
        CHECK(events.back().seq == 50);
    }
    const auto stats = stats_of(gateway);
    CHECK(stats["/streams/skipped"] == 2 * (oldest - 4));
    CHECK(stats["/streams/delivered"] == 2 * (51 - oldest));
}

TEST_CASE("stream: no gap is told where the place is the oldest event") {
    gateway_process gateway({"--ring-size", "100KiB"});
    overfill(gateway);
    const std::uint64_t oldest = stats_of(gateway)["/ring/oldest"];
    sse_reader stream(gateway.http(), "/api/v1/stream?after=" + std::to_string(oldest - 1));
    CHECK(take(stream, 1)[0].seq == oldest);
}

TEST_CASE("stream: filters by source and content") {
    gateway_process gateway;
    udp_client one("127.0.0.2"), two("127.0.0.3");
    sse_reader by_source(gateway.http(), "/api/v1/stream?source=127.0.0.3");
    sse_reader by_content(gateway.http(), "/api/v1/stream?contains=wanted");
    sse_reader by_both(gateway.http(), "/api/v1/stream?after=0&source=127.0.0.3&contains=wanted");
    one.send(gateway.udp(), "wanted 1");
    two.send(gateway.udp(), "other 2");
    two.send(gateway.udp(), "wanted 3");
    const auto seqs = [](const std::vector<event_record>& events) {
        std::vector<std::uint64_t> result;
        for (const auto& event : events) result.push_back(event.seq);
        return result;
    };
    using list = std::vector<std::uint64_t>;
    CHECK(seqs(take(by_source, 2)) == list{2, 3});
    CHECK(seqs(take(by_content, 2)) == list{1, 3});
    CHECK(seqs(take(by_both, 1)) == list{3});
}

TEST_CASE("stream: no payload can forge a frame") {
    gateway_process gateway;
    const std::vector<std::string> hostile{
        "\n\n",
        "x\n\nid: 999\ndata: {\"seq\":999}\n\n",
        "x\r\rdata: forged\r\r",
        "\r\n\r\nevent: gap\r\ndata: {}\r\n\r\n",
        ": comment\n",
        "retry: 1\n\n",
        "\xe2\x80\xa8id: 999\xe2\x80\xa9\xc2\x85",
        std::string("\x00\n\ndata: x\n\n", 12),
        "\xff\n\nid: 999\n\n",
        "\"}\n\ndata: {\"seq\":1",
        "0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        "",
    };
    sse_reader stream(gateway.http(), "/api/v1/stream");
    udp_client client;
    for (const std::string& payload : hostile) client.send(gateway.udp(), payload);
    const auto events = take(stream, hostile.size());
    for (std::size_t i = 0; i < hostile.size(); ++i) {
        CHECK(events[i].seq == i + 1);
        CHECK(events[i].bytes == hostile[i]);
        CHECK(events[i].source == client.name());
    }
    post(gateway, "last");
    CHECK(take(stream, 1)[0].bytes == "last");
}

TEST_CASE("stream: many readers get the same, whatever some of them do meanwhile") {
    gateway_process gateway({"--ring-size", "1MiB"});
    std::deque<sse_reader> readers;
    for (int i = 0; i < 20; ++i) readers.emplace_back(gateway.http(), "/api/v1/stream");
    sse_reader filtered(gateway.http(), "/api/v1/stream?contains=7");
    sse_reader old(gateway.http(), "/api/v1/stream?after=0");
    udp_client client;
    const std::string hostile = "\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\nid: 1\ndata: x\n\n";
    for (int round = 0; round < 30; ++round) {
        if (round % 10 == 9) readers.pop_back(); // some leave
        for (int i = 0; i < 5; ++i) client.send(gateway.udp(), hostile + std::to_string(round));
        for (sse_reader& reader : readers) {
            for (const event_record& e : take(reader, 5)) {
                CHECK(e.bytes == hostile + std::to_string(round));
            }
        }
    }
    for (sse_reader& reader : readers) {
        CHECK(take(reader, 0).empty());
    }
    const auto all = take(old, 150);
    for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i].seq == i + 1);
    CHECK(take(filtered, 15).back().bytes == hostile + "27");
}

TEST_CASE("stream: a reader that stood still is told exactly what it missed, others miss nothing") {
    gateway_process gateway({"--ring-size", "1MiB"});
    sse_reader slow(gateway.http(), "/api/v1/stream"), quick(gateway.http(), "/api/v1/stream");
    constexpr std::uint64_t count = 3'000; // of 8 KB: more than ring and socket buffers hold
    http_client client(gateway.http());
    for (std::uint64_t i = 0; i < count; ++i) {
        client.request("POST", "/api/v1/events", {}, std::string(8'000, 'x'));
        CHECK(quick.next()->id == std::to_string(i + 1));
    }
    std::uint64_t at = 0, events = 0, lost = 0;
    while (at < count) {
        const auto frame = slow.next();
        REQUIRE(frame);
        if (frame->type == "gap") {
            const figures gap(frame->data);
            CHECK(gap["/from"] == at + 1);
            at = gap["/to"];
            lost += gap["/lost"];
        } else {
            CHECK(frame->id == std::to_string(++at));
            ++events;
        }
    }
    CHECK(lost > 0);
    CHECK(events + lost == count);
    const auto stats = stats_of(gateway);
    CHECK(stats["/streams/skipped"] == lost);
    CHECK(stats["/streams/delivered"] == events + count);
}

TEST_CASE("stream: events of every size pass") {
    gateway_process gateway;
    sse_reader stream(gateway.http(), "/api/v1/stream");
    udp_client client;
    const std::vector<std::size_t> sizes{0, 1, 1472, 30'000, 65'507};
    for (const std::size_t size : sizes) client.send(gateway.udp(), std::string(size, '\x01'));
    post(gateway, std::string(1'000'000, '\xff'));
    for (const std::size_t size : sizes) {
        CHECK(take(stream, 1)[0].bytes == std::string(size, '\x01'));
    }
    CHECK(take(stream, 1)[0].size == 1'000'000);
}

TEST_CASE("stream: HEAD ends at once") {
    gateway_process gateway;
    http_client client(gateway.http());
    const auto head = client.request("HEAD", "/api/v1/stream");
    CHECK(head.status == 200);
    CHECK(head.header("Content-Type") == "text/event-stream");
    CHECK(head.count("Content-Length") == 0);
    CHECK(head.header("Transfer-Encoding") == "chunked");
    gateway.send("for nobody");
    REQUIRE(wait_stored(gateway, 1));
    if (head.header("Connection") != "close") {
        CHECK(client.get("/livez").status == 200); // no byte of a stream came between
    } else {
        CHECK(client.closed_by_peer());
    }
}

TEST_CASE("stream: HTTP 1.0 gets it unchunked") {
    gateway_process gateway;
    http_client client(gateway.http());
    client.send("GET /api/v1/stream HTTP/1.0\r\nHost: localhost\r\n\r\n");
    const auto head = client.read_head();
    CHECK(head.status == 200);
    CHECK(head.count("Transfer-Encoding") == 0);
    CHECK(head.count("Content-Length") == 0);
    gateway.send("plain");
    const auto whole = [&] { return client.buffer().find("\"data\":\"plain\"}\n\n"); };
    while (whole() == std::string::npos) REQUIRE(client.receive());
    CHECK(client.buffer().find("id: 1\n") != std::string::npos);
    sse_parser parser;
    parser.feed(client.buffer());
    const auto frames = parser.take();
    REQUIRE_FALSE(frames.empty());
    CHECK(frames.back().id == "1");
}

TEST_CASE("stream: a comment comes every fifteen seconds") {
    gateway_process gateway;
    sse_reader stream(gateway.http(), "/api/v1/stream?contains=nothing-like-this");
    gateway.send("filtered out");
    const auto until_comment = [&] {
        const auto frame = stream.next_of_any_kind(20s);
        return frame && frame->is_comment;
    };
    while (time_of([&] { REQUIRE(until_comment()); }) < 10s) continue; // one may greet
    const auto second = time_of([&] { CHECK(until_comment()); });
    CHECK(second >= 13s);
    CHECK(second <= 18s);
}
