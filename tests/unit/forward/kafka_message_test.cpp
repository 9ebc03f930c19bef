#include "forward/kafka_message.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "text/address.hpp"

using namespace gateway;
using forward::message_header;
using headers = std::vector<message_header>;

namespace {

event sample() {
    event e;
    e.seq = 42;
    e.time_ns = 1'795'546'800'123'456'789;
    e.via = via::udp;
    e.source = *text::parse_endpoint("192.0.2.7:50312");
    e.local = *text::parse_endpoint("[2001:db8::1]:9999");
    e.payload = "hello";
    return e;
}

std::string header(const forward::kafka_message& m, std::string_view name) {
    for (const message_header& h : m.headers) {
        if (h.name == name) return std::string{h.value};
    }
    return "(none)";
}

const headers least{
    {"time", "2026-11-23T17:00:00.123456789Z"}, {"via", "udp"}, {"source", "192.0.2.7:50312"}};

// `least` with one header more, or another one of that name.
headers with(std::string_view name, std::string_view value) {
    headers all = least;
    all.push_back({name, value});
    return all;
}

} // namespace

TEST_CASE("kafka_message: an event as a message") {
    forward::message_writer writer("here/1");
    const event e = sample();
    const auto m = writer.write(e);
    CHECK(m.key == "192.0.2.7");
    CHECK(m.value == "hello");
    CHECK(m.time_ms == 1'795'546'800'123);
    CHECK(m.headers.size() == 6);
    CHECK(header(m, "seq") == "42");
    CHECK(header(m, "time") == "2026-11-24T19:00:00.123456789Z");
    CHECK(header(m, "via") == "udp");
    CHECK(header(m, "source") == "192.0.2.7:50312");
    CHECK(header(m, "local") == "[2001:db8::1]:9999");
    CHECK(header(m, "gateway") == "here/1");
}

TEST_CASE("kafka_message: what was written is read back, of every kind of event") {
    forward::message_writer writer("here/1");
    for (const via v : {via::udp, via::http, via::redirect, via::capture}) {
        event e = sample();
        e.via = v;
        e.content_type = v == via::udp ? "" : "text/plain; charset=x";
        e.source = *text::parse_endpoint("[fe80::1%3]:1");
        e.payload = {"\0\xff", 2};
        if (v == via::capture) {
            e.url = "http://example.org/,=?";
            e.captured_s = -5;
        }
        const auto m = writer.write(e);
        const auto back = forward::read_message(m.headers, m.value);
        REQUIRE(back);
        CHECK(back->time_ns == e.time_ns);
        CHECK(back->via == e.via);
        CHECK(back->source == e.source);
        CHECK(back->local == e.local);
        CHECK(back->content_type == e.content_type);
        CHECK(back->payload == e.payload);
        CHECK(back->url == e.url);
        CHECK(back->captured_s == e.captured_s);
    }
}

TEST_CASE("kafka_message: what is no event is refused") {
    CHECK(forward::read_message(least, ""));
    CHECK(forward::read_message(with("other", "x"), ""));
    CHECK_FALSE(forward::read_message({}, "x"));
    for (std::size_t missing = 0; missing < least.size(); ++missing) {
        headers some = least;
        some.erase(some.begin() + static_cast<std::ptrdiff_t>(missing));
        CHECK_FALSE(forward::read_message(some, "x"));
    }
    for (const message_header& wrong : headers{{"time", "2026-11-23T17:00:00Z"},
                                               {"time", "2026-13-23T17:00:00.000000000Z"},
                                               {"via", "UDP"},
                                               {"via", ""},
                                               {"source", "192.0.2.7"},
                                               {"source", "2001:db8::1:1"},
                                               {"local", "x:1"},
                                               {"captured_s", "1.5"},
                                               {"captured_s", ""},
                                               {"captured_s", "-9223372036854775808"},
                                               {"captured_s", "253402300800"},
                                               {"content_type", "text/html\r\n\r\n<script>"},
                                               {"content_type", "a\x7f"},
                                               {"url", ""},
                                               {"url", "http://e/\r\nx: y"},
                                               {"url", "http://e/\xc3\xa4"},
                                               {"via", "capture"}}) {
        CAPTURE(wrong.name);
        CAPTURE(wrong.value);
        CHECK_FALSE(forward::read_message(with(wrong.name, wrong.value), "x"));
    }
}
