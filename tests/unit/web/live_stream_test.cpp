#include "web/live_stream.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "http/chunk.hpp"
#include "support/gateway_api.hpp"
#include "support/sse_reader.hpp"
#include "unit/web/streaming.hpp"

using namespace gateway;
using namespace std::chrono_literals;
using fixture = tests::streaming;
using progress = http::body_stream::progress;
using tests::start;

namespace {

std::vector<tests::sse_event> drain(web::live_stream& stream,
                                    web::live_stream::time_point now = start) {
    tests::sse_parser parser;
    parser.feed(tests::sent(stream, now));
    return parser.take();
}

} // namespace

TEST_CASE("live_stream: sends what was stored behind its cursor and then waits") {
    fixture f;
    f.append("one");
    f.append("two");
    auto stream = f.stream(1);
    const auto frames = drain(stream);
    REQUIRE(frames.size() == 1);
    CHECK(frames[0].id == "2");
    CHECK(tests::parse_event(frames[0].data).bytes == "two");
    CHECK(drain(stream).empty());
    f.append("three");
    CHECK(drain(stream).size() == 1);
    CHECK(f.counts.stream_delivered == 2);
}

TEST_CASE("live_stream: counts itself while it lives") {
    fixture f;
    {
        const auto one = f.stream(0), two = f.stream(0);
        CHECK(f.counts.http_open_streams == 2);
    }
    CHECK(f.counts.http_open_streams == 0);
    CHECK(f.counts.http_streams == 2);
}

TEST_CASE("live_stream: an event is delivered when it is written and not before") {
    fixture f;
    f.append("one");
    auto stream = f.stream(0);
    std::string out;
    CHECK(stream.produce(out, start) == progress::wait);
    CHECK(f.counts.stream_delivered == 0);
    stream.written();
    CHECK(f.counts.stream_delivered == 1);
    stream.written();
    CHECK(f.counts.stream_delivered == 1);
}

TEST_CASE("live_stream: evicted events are one gap with exact figures") {
    fixture f;
    auto stream = f.stream(0);
    for (int i = 0; i < 3000; ++i) f.append(std::string(1000, 'x'));
    REQUIRE(f.ring.oldest() > 1);
    const auto frames = drain(stream);
    REQUIRE(frames.size() == f.ring.held() + 1);
    CHECK(frames[0].type == "gap");
    CHECK(frames[0].id.empty());
    const tests::figures gap(frames[0].data);
    CHECK(gap["/from"] == 1);
    CHECK(gap["/to"] == f.ring.oldest() - 1);
    CHECK(gap["/lost"] == f.ring.evicted());
    CHECK(f.counts.stream_skipped == f.ring.evicted());
    CHECK(frames[1].id == std::to_string(f.ring.oldest()));
    CHECK(frames.back().id == "3000");
    CHECK(f.counts.stream_delivered + f.counts.stream_skipped == 3000);
}

TEST_CASE("live_stream: parts are bounded whatever waits") {
    fixture f;
    for (int i = 0; i < 500; ++i) f.append(std::string(1000, '\x01'));
    auto stream = f.stream(0);
    progress p = progress::more;
    while (p == progress::more) {
        std::string out;
        p = stream.produce(out, start);
        CHECK(out.size() < 50'000);
    }
}

TEST_CASE("live_stream: a filter passes over events without a word") {
    fixture f;
    events::event_filter filter;
    filter.contains = "yes";
    auto stream = f.stream(0, filter);
    for (const char* payload : {"no", "yes 1", "no", "yes 2", "no"}) f.append(payload);
    const auto frames = drain(stream);
    REQUIRE(frames.size() == 2);
    CHECK(frames[0].id == "2");
    CHECK(frames[1].id == "4");
    CHECK(f.counts.stream_delivered == 2);
    CHECK(f.counts.stream_skipped == 0);
}

TEST_CASE("live_stream: a comment comes when nothing else did for a while") {
    fixture f;
    auto stream = f.stream(0);
    CHECK(drain(stream, start).empty());
    CHECK(stream.wake_at() == start + 15s);
    CHECK(drain(stream, start + 14s).empty());
    auto frames = drain(stream, start + 15s);
    REQUIRE(frames.size() == 1);
    CHECK(frames[0].is_comment);
    CHECK(stream.wake_at() == start + 30s);
    f.append("x");
    CHECK_FALSE(drain(stream, start + 20s).front().is_comment);
    CHECK(stream.wake_at() == start + 35s);
    CHECK(drain(stream, start + 34s).empty());
    CHECK(drain(stream, start + 36s).front().is_comment);
}

TEST_CASE("live_stream: events that a damaged file has lost are told as gaps, at the end too") {
    fixture f;
    f.append("one");
    f.ring.append_lost(3, 3 * 64);
    f.append("five");
    f.ring.append_lost(2, 2 * 64);
    auto stream = f.stream(0);
    std::string out;
    CHECK(stream.produce(out, start) == progress::wait);
    tests::sse_parser parser;
    parser.feed(out);
    const auto frames = parser.take();
    REQUIRE(frames.size() == 4);
    CHECK(frames[0].id == "1");
    CHECK(frames[1].data == "{\"from\":2,\"to\":4,\"lost\":3}");
    CHECK(frames[2].id == "5");
    CHECK(frames[3].data == "{\"from\":6,\"to\":7,\"lost\":2}");
    CHECK(f.counts.stream_skipped == 5);
    f.append("eight");
    CHECK(drain(stream).front().id == "8");
}

TEST_CASE("live_stream: the hub knows each reader and what it got and missed") {
    fixture f;
    const web::reader_list& readers = f.hub.readers();
    endpoint client;
    client.port = 4711;
    {
        const auto other = f.stream(0);
        web::live_stream stream{f.ring, f.hub, f.counts, {}, 0, [] { return start; }, client, 99};
        for (int i = 0; i < 3000; ++i) f.append(std::string(1000, 'x'));
        drain(stream);
        REQUIRE(readers.first().size() == 2);
        const web::stream_reader& r = *readers.first()[1];
        CHECK(r.client == client);
        CHECK(r.since_ns == 99);
        CHECK(r.delivered == f.ring.held());
        CHECK(r.skipped == f.ring.evicted());
        CHECK(readers.first()[0]->delivered == 0);
    }
    CHECK(readers.size() == 0);
}

TEST_CASE("live_stream: no more than a hundred readers are named") {
    web::reader_list readers;
    for (int i = 0; i < 150; ++i) readers.add({}, i);
    CHECK(readers.first().size() == 100);
    CHECK(readers.first()[99]->since_ns == 99);
    CHECK(readers.size() == 150);
}

TEST_CASE("live_hub: every stream gets the same frame however far it is behind") {
    fixture f;
    auto keeping_up = f.stream(0);
    std::vector<std::string> live;
    for (int i = 0; i < 900; ++i) {
        f.append(std::string(static_cast<std::size_t>(i), 'x'));
        for (const auto& frame : drain(keeping_up)) live.push_back(frame.id + frame.data);
    }
    auto late = f.stream(f.ring.evicted());
    std::vector<std::string> replayed;
    for (const auto& frame : drain(late)) replayed.push_back(frame.id + frame.data);
    REQUIRE(live.size() == 900);
    REQUIRE(replayed.size() == f.ring.held());
    live.erase(live.begin(), live.begin() + static_cast<std::ptrdiff_t>(f.ring.evicted()));
    CHECK(live == replayed);
}

TEST_CASE("live_hub: frames in any order are those of their events") {
    fixture f;
    for (int i = 1; i <= 50; ++i) f.append(std::to_string(i));
    for (const std::uint64_t seq : {10U, 11U, 9U, 50U, 1U, 49U, 50U, 51U - 1, 12U, 13U, 12U}) {
        std::string out;
        f.hub.append_frame(out, *f.ring.find(seq));
        const std::string data = "\"data\":\"" + std::to_string(seq) + "\"}";
        CHECK(out.starts_with("id: " + std::to_string(seq) + "\ndata: {\"seq\":"));
        CHECK(out.ends_with(data + "\n\n"));
    }
}

TEST_CASE("live_hub: streams that keep up share the same bytes, a chunk for each event") {
    fixture f;
    auto one = f.stream(0), two = f.stream(0);
    CHECK(one.shared_chunks(start)->empty());
    for (const char* payload : {"a", "0\r\n\r\nb", ""}) f.append(payload);
    std::string expected;
    for (std::uint64_t seq = 1; seq <= 3; ++seq) {
        const std::size_t chunk = http::begin_chunk(expected);
        web::append_frame(expected, *f.ring.find(seq));
        http::end_chunk(expected, chunk);
    }
    const auto first = one.shared_chunks(start + 5s), second = two.shared_chunks(start + 5s);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(*first == expected);
    CHECK(first->data() == second->data());
    CHECK(f.counts.stream_delivered == 0);
    one.written();
    CHECK(f.counts.stream_delivered == 3);
    CHECK(one.shared_chunks(start)->empty());
    CHECK(one.wake_at() == start + 20s);
    CHECK(drain(one, start + 6s).empty());
    f.append("c");
    CHECK(drain(two).size() == 1); // the other way, in between
    CHECK(one.shared_chunks(start)->size() < expected.size());
}

TEST_CASE("live_hub: what is not the same for all, or too much, is for produce()") {
    fixture f;
    events::event_filter filter;
    filter.contains = "x";
    auto filtered = f.stream(0, filter);
    auto behind = f.stream(0), ahead = f.stream(0);
    f.append("x");
    CHECK_FALSE(filtered.shared_chunks(start));
    REQUIRE(ahead.shared_chunks(start));
    for (int i = 0; i < 400; ++i) {
        f.append(std::string(1000, 'x'));
        const auto part = ahead.shared_chunks(start);
        REQUIRE(part);
        CHECK(part->size() > 1000);
        CHECK(part->size() < 1500);
    }
    CHECK_FALSE(behind.shared_chunks(start)); // no longer kept
    CHECK(drain(behind).size() == 401);
    CHECK(behind.shared_chunks(start)->empty());
    for (int i = 0; i < 40; ++i) f.append(std::string(1000, 'x'));
    CHECK_FALSE(ahead.shared_chunks(start)); // more than a part
    CHECK(drain(ahead).size() == 40);
    f.append(std::string(60'000, 'x'));
    CHECK_FALSE(ahead.shared_chunks(start));
    CHECK(drain(ahead).size() == 1);
    f.append("y");
    CHECK(ahead.shared_chunks(start));
}

TEST_CASE("live_hub: evicted events are told by produce() alone") {
    fixture f;
    auto stream = f.stream(0);
    for (int i = 0; i < 3000; ++i) f.append(std::string(1000, 'x'));
    CHECK_FALSE(stream.shared_chunks(start));
    CHECK(f.counts.stream_skipped == 0);
    CHECK(drain(stream).size() == f.ring.held() + 1);
    CHECK(f.counts.stream_skipped == f.ring.evicted());
}
