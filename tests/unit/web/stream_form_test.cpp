#include "web/stream_form.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "support/gateway_api.hpp"
#include "unit/web/streaming.hpp"

using namespace gateway;
using tests::sent;
using tests::start;

TEST_CASE(
    "stream_form: NDJSON, one event a line, a gap as a line of its own, an empty one to keep "
    "awake") {
    tests::streaming f;
    auto stream = f.stream(0, {}, web::event_format::ndjson);
    CHECK(sent(stream).empty());
    f.append("a\nb");
    const std::string line = sent(stream);
    REQUIRE(line.ends_with("}\n"));
    CHECK(line.find('\n') == line.size() - 1);
    CHECK(tests::parse_event(line).bytes == "a\nb");
    CHECK(stream.shared_chunks(start) == std::nullopt);
    CHECK(sent(stream, start + web::live_stream::heartbeat) == "\n");
    const std::string large(200'000, 'x');
    for (int i = 0; i < 10; ++i) f.append(large); // 2 to 11, of which five fit
    const std::uint64_t lost = f.ring.oldest() - 2;
    const std::string gap =
        fmt::format("{{\"gap\":{{\"from\":2,\"to\":{},\"lost\":{}}}}}\n", lost + 1, lost);
    CHECK(sent(stream).starts_with(gap));
    CHECK(f.counts.stream_skipped == lost);
    CHECK(f.counts.stream_delivered == 11 - lost);
}

TEST_CASE("stream_form: CSV begins with its header, and a gap is a row") {
    tests::streaming f;
    f.append("=1+1");
    auto stream = f.stream(0, {}, web::event_format::csv);
    const std::string out = sent(stream);
    CHECK(out.starts_with("seq,time,via,source,local,size,encoding,data\r\n1,"));
    CHECK(out.ends_with(",4,utf-8,\"'=1+1\"\r\n"));
    CHECK(sent(stream, start + 2 * web::live_stream::heartbeat).empty());
    const std::string large(200'000, 'x');
    for (int i = 0; i < 10; ++i) f.append(large);
    const std::string rest = sent(stream);
    const std::uint64_t to = f.ring.oldest() - 1;
    CHECK(rest.starts_with(
        fmt::format("{},,gap,,,0,utf-8,\"{} events from 2 to {} ", to, to - 1, to)));
    CHECK(rest.find("\r\n" + std::to_string(to + 1) + ",") != std::string::npos);
}

TEST_CASE("stream_form: pcap begins with its header and holds packets only") {
    tests::streaming f;
    auto stream = f.stream(0, {}, web::event_format::pcap);
    CHECK(sent(stream).size() == 24); // at once: who reads it waits for the header
    event_fields post;
    post.via = via::http;
    post.payload = "POST";
    REQUIRE(f.ring.append(post) == 1);
    CHECK(sent(stream).empty());
    CHECK(f.counts.stream_delivered == 0);
    f.append("datagram");
    const std::string record = sent(stream);
    CHECK(record.size() == 16 + 40 + 8 + 8); // of addresses without a version: IPv6
    CHECK(record.ends_with("datagram"));
    CHECK(f.counts.stream_delivered == 1);
    CHECK(stream.wake_at() == web::live_stream::time_point::max());
    CHECK(sent(stream, start + 10 * web::live_stream::heartbeat).empty());
    for (int i = 0; i < 10; ++i) f.append(std::string(200'000, 'x'));
    CHECK(sent(stream).size() > 16);
    CHECK(f.counts.stream_skipped == f.ring.oldest() - 3);
}

TEST_CASE("stream_form: a filtered stream of any form has what matches") {
    tests::streaming f;
    f.append("yes 1");
    f.append("no");
    f.append("yes 2");
    events::event_filter filter;
    filter.contains = "yes";
    auto stream = f.stream(0, filter, web::event_format::ndjson);
    const std::string out = sent(stream);
    CHECK(out.find("\"no\"") == std::string::npos);
    CHECK(std::count(out.begin(), out.end(), '\n') == 2);
}
