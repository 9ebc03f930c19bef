#include "export/event_writer.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "text/address.hpp"
#include "text/utf8.hpp"

using namespace gateway;
using namespace std::string_literals;

namespace {

endpoint at(const std::string& address, std::uint16_t port) {
    endpoint e = text::parse_address(address).value();
    e.port = port;
    return e;
}

event sample(std::string_view payload) {
    event e;
    e.seq = 42;
    e.time_ns = 1'795'453'200'123'456'789;
    e.source = at("192.0.2.7", 50312);
    e.local = at("192.0.2.1", 9999);
    e.payload = payload;
    return e;
}

std::string written(void (*append)(std::string&, const event&), const event& e) {
    std::string out;
    append(out, e);
    return out;
}

const std::vector<std::string> hostile{"",
                                       "\n\n",
                                       "\r\n",
                                       "\"\\\"",
                                       "</script>",
                                       "\x00"s,
                                       "\x1b[2J\x7f",
                                       "\xff\xfe",
                                       "\xc3",
                                       "\xed\xa0\x80",
                                       "\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xae",
                                       "gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80",
                                       ",;\t'",
                                       std::string(65'507, '\x01')};

} // namespace

TEST_CASE("event_writer: JSON of a capture names it as its address does") {
    event e = sample("hello");
    e.via = via::capture;
    e.captured_s = 1'440'490'812;
    e.url = "http://example.com/a//b?<\">";
    CHECK(written(exporting::append_json, e) ==
          R"({"seq":42,"time":"2026-11-23T17:00:00.123456789Z","via":"capture",)"
          R"("source":"192.0.2.7:50312","local":"192.0.2.1:9999","size":5,)"
          R"("captured":"20150825082012","url":"http://example.com/a//b?\u003c\">",)"
          R"("encoding":"utf-8","data":"hello"})");
}

TEST_CASE("event_writer: JSON is exactly that of the contract") {
    CHECK(written(exporting::append_json, sample("hello")) ==
          R"({"seq":42,"time":"2026-11-23T17:00:00.123456789Z","via":"udp",)"
          R"("source":"192.0.2.7:50312","local":"192.0.2.1:9999","size":5,)"
          R"("encoding":"utf-8","data":"hello"})");
    event e = sample("\xff");
    e.via = via::http;
    e.source = at("2001:db8::1", 5000);
    e.content_type = "text/plain; x=\"y\"";
    CHECK(written(exporting::append_ndjson, e) ==
          R"({"seq":42,"time":"2026-11-23T17:00:00.123456789Z","via":"http",)"
          R"("source":"[2001:db8::1]:5000","local":"192.0.2.1:9999","size":1,)"
          R"("content_type":"text/plain; x=\"y\"","encoding":"base64","data":"/w=="})"
          "\n");
}

TEST_CASE("event_writer: any payload is one line of JSON and comes back") {
    for (const std::string& payload : hostile) {
        const std::string json = written(exporting::append_json, sample(payload));
        CHECK(json.find_first_of("\r\n") == std::string::npos);
        CHECK(json.find("\xe2\x80\xa8") == std::string::npos);
        CHECK(text::is_utf8(json));
        const auto back = tests::parse_event(json);
        CHECK(back.bytes == payload);
        CHECK(back.size == payload.size());
    }
}

TEST_CASE("event_writer: any content type leaves the JSON well-formed") {
    for (const std::string& content_type : hostile) {
        event e = sample("x");
        e.content_type = content_type.size() > 255 ? "" : std::string_view{content_type};
        const std::string json = written(exporting::append_json, e);
        CAPTURE(json);
        CHECK(tests::is_json(json));
        CHECK(text::is_utf8(json));
        CHECK(json.find_first_of("\r\n") == std::string::npos);
    }
}

TEST_CASE("event_writer: CSV quotes the payload and disarms formulas") {
    const auto data = [](std::string_view payload) {
        const std::string csv = written(exporting::append_csv, sample(payload));
        const std::string head =
            "42,2026-11-23T17:00:00.123456789Z,udp,192.0.2.7:50312,"
            "192.0.2.1:9999," +
            std::to_string(payload.size()) + ",";
        CHECK(csv.starts_with(head));
        CHECK(csv.ends_with("\r\n"));
        return csv.substr(head.size(), csv.size() - head.size() - 2);
    };
    CHECK(data("hello") == "utf-8,\"hello\"");
    CHECK(data("") == "utf-8,\"\"");
    CHECK(data("a\"b,c\r\nd") == "utf-8,\"a\"\"b,c\r\nd\"");
    CHECK(data("\xff") == "base64,/w==");
    for (const std::string formula :
         {"=1+1", "+x", "-x", "@x", "\tx", "\rx", "-", "+-1", "-1.2.3", "-1e5", "=", "+1 OR 1"}) {
        CAPTURE(formula);
        CHECK(data(formula) == "utf-8,\"'" + formula + "\"");
    }
    for (const std::string number : {"-1", "+1.5", "-20.25", "1", "x=1", "'=1"}) {
        CAPTURE(number);
        CHECK(data(number) == "utf-8,\"" + number + "\"");
    }
}

TEST_CASE("event_writer: text is one printable line") {
    CHECK(written(exporting::append_text, sample("a\nb")) ==
          "2026-11-23T17:00:00.123456789Z 192.0.2.7:50312 a\\nb\n");
    for (const std::string& payload : hostile) {
        const std::string line = written(exporting::append_text, sample(payload));
        CHECK(text::is_utf8(line));
        CHECK(line.find('\n') == line.size() - 1);
        for (const char c : line) CHECK((c == '\n' || (c & 0xe0) != 0));
    }
}

TEST_CASE("event_writer: pcap begins with the header of nanoseconds and raw IP") {
    CHECK(exporting::pcap_header() ==
          "\x4d\x3c\xb2\xa1\x02\x00\x04\x00\0\0\0\0\0\0\0\0\x00\x00\x04\x00\x65\x00\x00\x00"s);
}

TEST_CASE("event_writer: a pcap record is a packet of the right addresses and checksums") {
    const std::string record = written(exporting::append_pcap, sample("hello"));
    REQUIRE(record.size() == 16 + 20 + 8 + 5);
    // Time 1795453200.123456789, 33 bytes captured of 33.
    CHECK(record.substr(0, 16) == "\x10\x71\x04\x6b\x15\xcd\x5b\x07\x21\0\0\0\x21\0\0\0"s);
    CHECK(record.substr(16, 10) == "\x45\x00\x00\x21\x00\x00\x40\x00\x40\x11"s);
    CHECK(record.substr(28, 8) == "\xc0\x00\x02\x07\xc0\x00\x02\x01"s);
    CHECK(record.substr(36, 6) == "\xc4\x88\x27\x0f\x00\x0d"s);
    CHECK(record.substr(44) == "hello");
    // The sum over a header with its checksum in place is 0xffff (RFC 1071).
    std::uint32_t sum = 0;
    for (std::size_t i = 16; i < 36; i += 2) {
        sum += static_cast<std::uint32_t>(static_cast<unsigned char>(record[i]) << 8 |
                                          static_cast<unsigned char>(record[i + 1]));
    }
    CHECK((sum & 0xffff) + (sum >> 16) == 0xffff);
}

// All 16-bit words of pseudo header, header and payload, with the checksum in place (RFC 768).
TEST_CASE("event_writer: the UDP checksum is right for payloads of every length") {
    std::string payload;
    for (int size = 0; size < 70; ++size, payload.push_back(static_cast<char>(size * 37))) {
        const std::string packet =
            written(exporting::append_pcap, sample(payload)).substr(16 + 12); // from the addresses
        const std::size_t udp_size = packet.size() - 8;
        std::string words = packet + std::string(packet.size() % 2, '\0');
        words += std::string{"\0\x11\0"s} + static_cast<char>(udp_size);
        std::uint32_t sum = 0;
        for (std::size_t i = 0; i < words.size(); i += 2) {
            sum += static_cast<std::uint32_t>(static_cast<unsigned char>(words[i]) << 8 |
                                              static_cast<unsigned char>(words[i + 1]));
        }
        CAPTURE(size);
        CHECK((sum & 0xffff) + (sum >> 16) == 0xffff);
    }
}

TEST_CASE("event_writer: pcap of IPv6 and of the largest datagram") {
    event e = sample("x");
    e.source = at("2001:db8::1", 1);
    e.local = at("2001:db8::2", 2);
    const std::string v6 = written(exporting::append_pcap, e);
    REQUIRE(v6.size() == 16 + 40 + 8 + 1);
    CHECK(v6.substr(16, 8) == "\x60\x00\x00\x00\x00\x09\x11\x40"s);
    const std::string payload(65'507, 'x');
    CHECK(written(exporting::append_pcap, sample(payload)).size() == 16 + 65'535);
    e.payload = payload;
    CHECK(written(exporting::append_pcap, e).size() == 16 + 40 + 8 + 65'507);
}

TEST_CASE("event_writer: what was no datagram is no packet") {
    event e = sample("x");
    for (const via other : {via::http, via::redirect, via::capture}) {
        e.via = other;
        CHECK(written(exporting::append_pcap, e).empty());
    }
}
