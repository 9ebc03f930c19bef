#include <doctest/doctest.h>

#include <deque>
#include <string>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"

using namespace gateway::tests;

TEST_CASE("address limit: one client can't take all connections") {
    gateway_process gateway({"--http", "127.0.0.1:0", "--max-connections-per-address", "3"});
    std::deque<http_client> open;
    for (int i = 0; i < 3; ++i) {
        CHECK(open.emplace_back(gateway.http()).get("/livez").status == 200);
    }
    http_client beyond(gateway.http());
    const auto answer = beyond.read();
    CHECK(answer.status == 503);
    CHECK(!answer.header("Retry-After").empty());
    CHECK(beyond.closed_by_peer());
    // Another address of the loopback network is another client.
    const auto other = run_shell("curl -s --interface 127.0.0.2 http://127.0.0.1:" +
                                 std::to_string(gateway.http().port) + "/api/v1/stats");
    CHECK(other.out.find("\"turned_away\":1") != std::string::npos);
    open.pop_front();
    CHECK(eventually([&] {
        http_client next(gateway.http());
        next.send_request("GET", "/livez");
        return next.read().status == 200;
    }));
}
