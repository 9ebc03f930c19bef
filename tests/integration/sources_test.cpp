#include <doctest/doctest.h>

#include <string>

#include "support/gateway_api.hpp"

using namespace gateway::tests;

namespace {

// Where in the list of /api/v1/sources this sender stands; throws where it does not.
std::string place_of(const std::string& json, const std::string& source) {
    for (int i = 0;; ++i) {
        const std::string at = "/sources/" + std::to_string(i);
        if (json_string(json, at + "/source") == source) return at;
    }
}

} // namespace

TEST_CASE("sources: every sender has its counts and times") {
    gateway_process gateway;
    udp_client one("127.0.0.2"), two("127.0.0.3");
    const std::int64_t before = unix_ns_now();
    for (int i = 0; i < 3; ++i) one.send(gateway.udp(), "12345");
    two.send(gateway.udp(), "");
    REQUIRE(wait_stored(gateway, 4));
    const auto response = gateway.get("/api/v1/sources");
    CHECK(response.status == 200);
    CHECK(response.header("Content-Type").starts_with("application/json"));
    const figures counts(response.body);
    const std::string first = place_of(response.body, one.name());
    CHECK(counts[first + "/events"] == 3);
    CHECK(counts[first + "/bytes"] == 15);
    const std::string second = place_of(response.body, two.name());
    CHECK(counts[second + "/events"] == 1);
    CHECK(counts[second + "/bytes"] == 0);
    const auto seen = unix_ns(json_string(response.body, first + "/first_seen"));
    const auto last = unix_ns(json_string(response.body, first + "/last_seen"));
    CHECK(seen >= before);
    CHECK(last >= seen);
    CHECK(last <= unix_ns_now());
    CHECK(event_of(gateway, 1).time == json_string(response.body, first + "/first_seen"));
    CHECK(event_of(gateway, 3).time == json_string(response.body, first + "/last_seen"));
}

TEST_CASE("sources: a refused sender is none") {
    gateway_process gateway({"--allow-udp", "127.0.0.1/32"});
    udp_client refused("127.0.0.2");
    refused.send(gateway.udp(), "x");
    gateway.send("y");
    REQUIRE(eventually([&] { return stats_of(gateway)["/udp/received"] == 2; }));
    const std::string body = gateway.get("/api/v1/sources").body;
    CHECK(body.find("127.0.0.2:") == std::string::npos);
    CHECK(body.find("127.0.0.1:") != std::string::npos);
}

TEST_CASE("sources: many senders are bounded and the newest is among them") {
    gateway_process gateway;
    udp_client last("127.0.0.9");
    for (int i = 0; i < 250; ++i) {
        for (int k = 0; k < 4; ++k) {
            udp_client client("127.1." + std::to_string(i) + "." + std::to_string(k + 1));
            client.send(gateway.udp(), "x");
        }
    }
    last.send(gateway.udp(), "last");
    REQUIRE(wait_stored(gateway, 1001));
    const std::string body = gateway.get("/api/v1/sources").body;
    CHECK(is_json(body));
    CHECK(figures(body)[place_of(body, last.name()) + "/events"] == 1);
}

TEST_CASE("sources: the history of the last seconds, where it is asked for") {
    gateway_process gateway;
    udp_client one("127.0.0.2");
    for (int i = 0; i < 3; ++i) one.send(gateway.udp(), "x");
    REQUIRE(wait_stored(gateway, 3));
    std::string body;
    std::uint64_t sum = 0;
    std::size_t places = 0;
    // The second in which they came is not told before it is over.
    REQUIRE(eventually([&] {
        body = gateway.get("/api/v1/sources?history=60").body;
        const figures f(body);
        sum = places = 0;
        for (; f.has("/sources/0/history/" + std::to_string(places)); ++places) {
            sum += f["/sources/0/history/" + std::to_string(places)];
        }
        return sum == 3;
    }));
    CHECK(places == 60);
    CHECK(unix_ns(json_string(body, "/time")) <= unix_ns_now());
    const figures two(gateway.get("/api/v1/sources?history=2").body);
    CHECK(two.has("/sources/0/history/1"));
    CHECK_FALSE(two.has("/sources/0/history/2"));
    CHECK_FALSE(figures(gateway.get("/api/v1/sources").body).has("/sources/0/history/0"));
    for (const std::string query : {"history=0", "history=61", "history=x",
                                    "history=", "history=-1", "history=18446744073709551617"}) {
        CAPTURE(query);
        const auto refused = gateway.get("/api/v1/sources?" + query);
        CHECK(refused.status == 400);
        CHECK(refused.body.find("'history'") != std::string::npos);
    }
    CHECK(gateway.get("/api/v1/sources?past=1").status == 400);
}
