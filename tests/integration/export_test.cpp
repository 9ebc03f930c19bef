#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"

using namespace gateway::tests;

namespace {

const std::vector<std::string> payloads{
    "plain",
    "",
    "comma, \"quoted\" and 'single'",
    "two\r\nlines\n",
    std::string("nul \x00 and \xff\xfe", 11),
    "=HYPERLINK(\"http://evil\")",
    "gr\xc3\xbc\xc3\x9f \xe2\x80\xa8 \xe2\x80\xae",
    "\x1b[31mred\x07",
    "</script><!--",
};

// A gateway that holds one event for each payload, in this order.
void send_all(const gateway_process& gateway, udp_client& client) {
    for (const std::string& payload : payloads) client.send(gateway.udp(), payload);
    REQUIRE(wait_stored(gateway, payloads.size()));
}

// The records of a CSV text as RFC 4180 says; throws on any other form.
std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
    std::vector<std::vector<std::string>> records;
    std::size_t at = 0;
    const auto next = [&] { return at < text.size() ? text[at] : '\0'; };
    while (at < text.size()) {
        std::vector<std::string> record;
        for (bool more = true; more;) {
            std::string field;
            if (next() == '"') {
                for (++at; next() != '"' || text.substr(at, 2) == "\"\""; ++at) {
                    if (at >= text.size()) throw std::runtime_error("an open quote");
                    if (next() == '"') ++at;
                    field.push_back(text[at]);
                }
                ++at;
            } else {
                while (at < text.size() && next() != ',' && next() != '\r') {
                    if (next() == '"' || next() == '\n') throw std::runtime_error("not quoted");
                    field.push_back(text[at++]);
                }
            }
            record.push_back(field);
            more = next() == ',';
            if (more) ++at;
        }
        if (text.substr(at, 2) != "\r\n") throw std::runtime_error("a record without its end");
        at += 2;
        records.push_back(record);
    }
    return records;
}

} // namespace

TEST_CASE("export: ndjson is one event a line") {
    gateway_process gateway;
    udp_client client;
    send_all(gateway, client);
    const auto response = gateway.get("/api/v1/events?format=ndjson");
    CHECK(response.status == 200);
    CHECK(response.header("Content-Type").starts_with("application/x-ndjson"));
    const auto lines = lines_of(response.body);
    REQUIRE(lines.size() == payloads.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto event = parse_event(lines[i]);
        CHECK(event.seq == i + 1);
        CHECK(event.bytes == payloads[i]);
        CHECK(event.source == client.name());
        CHECK(
            lines[i] ==
            gateway.get("/api/v1/events/" + std::to_string(i + 1)).body.substr(0, lines[i].size()));
    }
}

TEST_CASE("export: csv is RFC 4180 whatever the payload is") {
    gateway_process gateway;
    udp_client client;
    send_all(gateway, client);
    const auto response = gateway.get("/api/v1/events?format=csv");
    CHECK(response.status == 200);
    CHECK(response.header("Content-Type").starts_with("text/csv"));
    const auto records = parse_csv(response.body);
    REQUIRE(records.size() == payloads.size() + 1);
    const std::vector<std::string> head(records[0].begin(), records[0].begin() + 8);
    CHECK(head == std::vector<std::string>{"seq", "time", "via", "source", "local", "size",
                                           "encoding", "data"});
    for (std::size_t i = 0; i < payloads.size(); ++i) {
        const auto& record = records[i + 1];
        REQUIRE(record.size() == records[0].size());
        CHECK(record[0] == std::to_string(i + 1));
        CHECK(record[3] == client.name());
        CHECK(record[4] == gateway.udp().text());
        CHECK(record[5] == std::to_string(payloads[i].size()));
        const std::string data = record[6] == "base64" ? decode_base64(record[7]) : record[7];
        CAPTURE(data);
        // A spreadsheet takes a leading = + - @ for a formula: a quote may stand in front.
        CHECK((data == payloads[i] || data == "'" + payloads[i]));
    }
}

TEST_CASE("export: text is one line an event and free of control bytes") {
    gateway_process gateway;
    udp_client client;
    send_all(gateway, client);
    const auto response = gateway.get("/api/v1/events?format=text");
    CHECK(response.status == 200);
    CHECK(response.header("Content-Type") == "text/plain; charset=utf-8");
    const auto lines = lines_of(response.body);
    REQUIRE(lines.size() == payloads.size());
    CHECK(lines[0].find("plain") != std::string::npos);
    CHECK(lines[0].find(client.name()) != std::string::npos);
    CHECK(lines[3].find("two\\r\\nlines\\n") != std::string::npos);
    for (const std::string& line : lines) {
        for (const char c : line) CHECK((static_cast<unsigned char>(c) >= 0x20 && c != 0x7f));
        CHECK(line.find("\xe2\x80\xa8") == std::string::npos);
        CHECK(line.find("\xe2\x80\xae") == std::string::npos);
    }
}

TEST_CASE("export: without a limit everything is streamed and with one the newest") {
    gateway_process gateway;
    {
        http_client client(gateway.http());
        for (int i = 1; i <= 2500; ++i) {
            client.request("POST", "/api/v1/events", {}, std::to_string(i));
        }
    }
    const auto lines = [&](const std::string& query) {
        return lines_of(gateway.get("/api/v1/events?" + query).body);
    };
    CHECK(lines("format=ndjson").size() == 2500);
    CHECK(lines("format=csv").size() == 2501);
    CHECK(lines("format=text").size() == 2500);
    const auto newest = lines("format=ndjson&limit=2");
    REQUIRE(newest.size() == 2);
    CHECK(parse_event(newest[0]).seq == 2499);
    CHECK(lines("format=ndjson&limit=2000").size() == 2000);
    CHECK(lines("format=csv&limit=3").size() == 4);
    CHECK(lines("format=text&limit=3").size() == 3);
    const auto after = lines("format=ndjson&after=100&limit=5");
    REQUIRE(after.size() == 5);
    CHECK(parse_event(after[0]).seq == 101);
    CHECK(lines("format=ndjson&after=100&before=301").size() == 200);
    CHECK(lines("format=ndjson&contains=77").size() == lines("format=text&contains=77").size());
    CHECK(lines("format=ndjson&contains=777").size() == 2); // 777 and 1777
}

TEST_CASE("export: HEAD and HTTP 1.0 of an export") {
    gateway_process gateway;
    for (int i = 0; i < 3; ++i) REQUIRE(gateway.post("x").status == 201);
    http_client client(gateway.http());
    for (const std::string format : {"ndjson", "csv", "pcap", "text"}) {
        CAPTURE(format);
        const auto head = client.request("HEAD", "/api/v1/events?format=" + format);
        CHECK(head.status == 200);
        CHECK_FALSE(head.header("Content-Type").empty());
    }
    CHECK(client.get("/livez").status == 200);
    http_client old(gateway.http());
    old.send("GET /api/v1/events?format=ndjson HTTP/1.0\r\nHost: localhost\r\n\r\n");
    const auto response = old.read();
    CHECK(response.count("Transfer-Encoding") == 0);
    CHECK(lines_of(response.body).size() == 3);
    CHECK(old.closed_by_peer());
}
