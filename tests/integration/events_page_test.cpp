#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/gateway_api.hpp"

using namespace gateway::tests;

namespace {

std::vector<std::uint64_t> seqs(const event_page& page) {
    std::vector<std::uint64_t> result;
    for (const auto& event : page.events) result.push_back(event.seq);
    return result;
}

std::vector<std::uint64_t> range(std::uint64_t first, std::uint64_t last) {
    std::vector<std::uint64_t> result;
    for (std::uint64_t seq = first; seq <= last; ++seq) result.push_back(seq);
    return result;
}

// Posts `count` events with the bodies "1", "2", ...
void post_numbers(const gateway_process& gateway, int count) {
    http_client client(gateway.http());
    for (int i = 1; i <= count; ++i) {
        REQUIRE(client.request("POST", "/api/v1/events", {}, std::to_string(i)).status == 201);
    }
}

void check_problem(const gateway_process& gateway, const std::string& target, int status,
                   const std::string& named) {
    CAPTURE(target);
    const auto response = gateway.get(target);
    CHECK(response.status == status);
    CHECK(response.header("Content-Type") == "application/problem+json");
    REQUIRE(is_json(response.body));
    CHECK(figures(response.body)["/status"] == static_cast<std::uint64_t>(status));
    CHECK_FALSE(json_string(response.body, "/title").empty());
    CHECK(json_string(response.body, "/detail").find(named) != std::string::npos);
}

} // namespace

TEST_CASE("events: an empty ring gives an empty page") {
    gateway_process gateway;
    const auto response = gateway.get("/api/v1/events");
    CHECK(response.status == 200);
    CHECK(response.header("Content-Type").starts_with("application/json"));
    CHECK_FALSE(response.header("Cache-Control").empty());
    const auto page = parse_page(response.body);
    CHECK(page.events.empty());
    CHECK(page.newest == 0);
    CHECK_FALSE(page.next);
}

TEST_CASE("events: without a place the newest fifty come oldest first") {
    gateway_process gateway;
    post_numbers(gateway, 120);
    const auto page = page_of(gateway);
    CHECK(seqs(page) == range(71, 120));
    CHECK(page.events.front().bytes == "71");
    CHECK(page.oldest == 1);
    CHECK(page.newest == 120);
    CHECK_FALSE(page.next);
    CHECK(seqs(page_of(gateway, "limit=3")) == range(118, 120));
    CHECK(seqs(page_of(gateway, "limit=1000")) == range(1, 120));
    CHECK(seqs(page_of(gateway, "limit=1")) == range(120, 120));
}

TEST_CASE("events: after and before choose the place") {
    gateway_process gateway;
    post_numbers(gateway, 30);
    CHECK(seqs(page_of(gateway, "after=0&limit=4")) == range(1, 4));
    CHECK(seqs(page_of(gateway, "after=10&limit=5")) == range(11, 15));
    CHECK(seqs(page_of(gateway, "after=28")) == range(29, 30));
    CHECK(seqs(page_of(gateway, "after=30")).empty());
    CHECK(seqs(page_of(gateway, "after=4711")).empty());
    CHECK(seqs(page_of(gateway, "before=11&limit=5")) == range(6, 10));
    CHECK(seqs(page_of(gateway, "before=3")) == range(1, 2));
    CHECK(seqs(page_of(gateway, "before=1")).empty());
    CHECK(seqs(page_of(gateway, "before=4711&limit=2")) == range(29, 30));
    CHECK(seqs(page_of(gateway, "after=10&before=14")) == range(11, 13));
    CHECK(seqs(page_of(gateway, "after=18446744073709551615")).empty());
    CHECK(seqs(page_of(gateway, "before=18446744073709551615&limit=1")) == range(30, 30));
}

TEST_CASE("events: following next reads everything once and ends with null") {
    gateway_process gateway;
    post_numbers(gateway, 57);
    std::vector<std::uint64_t> all;
    std::string target = "/api/v1/events?after=0&limit=10";
    for (int pages = 0; pages < 20 && !target.empty(); ++pages) {
        const auto page = parse_page(gateway.get(target).body);
        for (const auto& event : page.events) all.push_back(event.seq);
        target = page.next.value_or("");
        if (page.next) CHECK(target.starts_with("/api/v1/events?"));
    }
    CHECK(target.empty());
    CHECK(all == range(1, 57));
}

TEST_CASE("events: next keeps the filters") {
    gateway_process gateway;
    post_numbers(gateway, 40);
    std::vector<std::uint64_t> all;
    std::string target = "/api/v1/events?after=0&limit=3&contains=3&via=http";
    while (!target.empty()) {
        const auto page = parse_page(gateway.get(target).body);
        for (const auto& event : page.events) {
            all.push_back(event.seq);
            CHECK(event.bytes.find('3') != std::string::npos);
        }
        target = page.next.value_or("");
    }
    CHECK(all == std::vector<std::uint64_t>{3, 13, 23, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39});
}

TEST_CASE("events: a page after an evicted place begins at the oldest") {
    gateway_process gateway({"--ring-size", "100KiB"});
    http_client client(gateway.http());
    for (int i = 0; i < 50; ++i) {
        client.request("POST", "/api/v1/events", {}, std::string(10'000, 'x'));
    }
    const auto page = page_of(gateway, "after=0");
    CHECK(page.oldest > 1);
    CHECK(page.newest == 50);
    CHECK(seqs(page) == range(page.oldest, 50));
    CHECK(seqs(page_of(gateway, "before=" + std::to_string(page.oldest))).empty());
}

TEST_CASE("events: filters by source and content and via") {
    gateway_process gateway;
    udp_client one("127.0.0.2"), two("127.0.0.3");
    one.send(gateway.udp(), "temperature=20");
    two.send(gateway.udp(), "temperature=21");
    two.send(gateway.udp(), std::string("binary \x00\xff\xfe 21", 13));
    REQUIRE(wait_stored(gateway, 3));
    REQUIRE(gateway.post("temperature=22").status == 201);
    using list = std::vector<std::uint64_t>;
    const std::string port = two.name().substr(two.name().find(':'));
    CHECK(seqs(page_of(gateway, "source=127.0.0.3")) == list{2, 3});
    CHECK(seqs(page_of(gateway, "source=127.0.0.3" + port)) == list{2, 3});
    CHECK(seqs(page_of(gateway, "source=127.0.0.2" + port)).empty());
    CHECK(seqs(page_of(gateway, "source=127.0.0.2/31")) == list{1, 2, 3});
    CHECK(seqs(page_of(gateway, "source=127.0.0.9")).empty());
    CHECK(seqs(page_of(gateway, "contains=temperature")) == list{1, 2, 4});
    CHECK(seqs(page_of(gateway, "contains=21")) == list{2, 3});
    CHECK(seqs(page_of(gateway, "contains=%00%FF")) == list{3});
    CHECK(seqs(page_of(gateway, "contains=Temperature")).empty());
    CHECK(seqs(page_of(gateway, "via=udp")) == list{1, 2, 3});
    CHECK(seqs(page_of(gateway, "via=http")) == list{4});
    CHECK(seqs(page_of(gateway, "via=redirect")).empty());
    CHECK(seqs(page_of(gateway, "via=capture")).empty());
    CHECK(seqs(page_of(gateway, "via=udp&contains=temperature&source=127.0.0.3")) == list{2});
}

TEST_CASE("events: unknown parameters and bad values get 400 with the parameter's name") {
    gateway_process gateway;
    const std::vector<std::pair<std::string, std::string>> wrong{
        {"colour=red", "colour"},        {"limit=0", "limit"},
        {"limit=1001", "limit"},         {"limit=-1", "limit"},
        {"limit=ten", "limit"},          {"limit=", "limit"},
        {"limit=5&limit=6", "limit"},    {"after=x", "after"},
        {"after=-1", "after"},           {"after=18446744073709551616", "after"},
        {"before=", "before"},           {"before=1.5", "before"},
        {"source=nobody", "source"},     {"source=127.0.0.1:99999", "source"},
        {"source=1.2.3.4/33", "source"}, {"via=pigeon", "via"},
        {"format=xml", "format"},        {"Limit=5", "Limit"},
    };
    for (const auto& [query, name] : wrong) {
        check_problem(gateway, "/api/v1/events?" + query, 400, name);
    }
    CHECK(gateway.get("/api/v1/events?contains=%zz").status == 400);
    CHECK(gateway.get("/api/v1/events?contains=%").status == 400);
    check_problem(gateway, "/api/v1/stats?x=1", 400, "x");
    check_problem(gateway, "/api/v1/stream?x=1", 400, "x");
    check_problem(gateway, "/api/v1/stream?after=x", 400, "after");
    check_problem(gateway, "/api/v1/sources?x=1", 400, "x");
    check_problem(gateway, "/api/v1/events/1?x=1", 400, "x");
}

TEST_CASE("events: a hostile parameter name stays JSON and out of the headers") {
    gateway_process gateway;
    for (const std::string name : {"%22%7d%0d%0aX-Evil:%201", "%3Cscript%3E", "%ff%fe", "%00"}) {
        CAPTURE(name);
        const auto response = gateway.get("/api/v1/events?" + name + "=1");
        CHECK(response.status == 400);
        CHECK(is_json(response.body));
        CHECK(response.body.find('<') == std::string::npos);
        CHECK(response.count("X-Evil") == 0);
    }
}

TEST_CASE("events: HEAD gives the headers of GET and no body") {
    gateway_process gateway;
    post_numbers(gateway, 3);
    for (const std::string target : {"/api/v1/events", "/api/v1/events/2", "/api/v1/stats",
                                     "/api/v1/events/2/payload", "/api/v1/sources", "/metrics"}) {
        CAPTURE(target);
        http_client client(gateway.http());
        const auto get = client.get(target);
        const auto head = client.request("HEAD", target);
        CHECK(head.status == get.status);
        CHECK(head.header("Content-Type") == get.header("Content-Type"));
        CHECK(head.count("Content-Length") == get.count("Content-Length"));
        CHECK(client.get("/livez").body.starts_with("ok")); // no byte of a body was left over
    }
}

TEST_CASE("events: those of a time, in every format") {
    gateway_process gateway;
    for (const std::string payload : {"one", "two", "three", "four"}) {
        gateway.send(payload);
        REQUIRE(
            eventually([&] { return page_of(gateway, "contains=" + payload).events.size() == 1; }));
    }
    const std::string since = "since=" + event_of(gateway, 2).time;
    const std::string until = "&until=" + event_of(gateway, 4).time;
    const auto page = page_of(gateway, since + until);
    REQUIRE(page.events.size() == 2);
    CHECK(page.events[0].bytes == "two");
    CHECK(page.events[1].bytes == "three");
    CHECK_FALSE(page.next);
    const auto first = page_of(gateway, since + "&limit=1");
    REQUIRE(first.events.size() == 1);
    CHECK(first.events[0].bytes == "two");
    REQUIRE(first.next);
    CHECK(parse_page(gateway.get(*first.next).body).events.at(0).bytes == "three");
    for (const std::string format : {"ndjson", "csv", "pcap", "text"}) {
        CAPTURE(format);
        const std::string body =
            gateway.get("/api/v1/events?format=" + format + "&" + since + until).body;
        CHECK(body.find("one") == std::string::npos);
        CHECK(body.find("two") != std::string::npos);
        CHECK(body.find("three") != std::string::npos);
        CHECK(body.find("four") == std::string::npos);
    }
    for (const std::string name : {"since", "until"}) {
        const auto refused = gateway.get("/api/v1/events?" + name + "=noon");
        CHECK(refused.status == 400);
        CHECK(refused.body.find("'" + name + "'") != std::string::npos);
    }
}
