#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <deque>
#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

constexpr std::size_t kib = 1024;
const std::string get = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";

// Every descriptor that the kernel allows this process.
void allow_many_descriptors() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

// Sends as much as the other side takes without reading anything.
void stuff(const http_client& client, const std::string& bytes) {
    const std::string many = [&] {
        std::string all;
        while (all.size() < 256 * kib) all += bytes;
        return all;
    }();
    while (::send(client.fd(), many.data(), many.size(), MSG_DONTWAIT | MSG_NOSIGNAL) > 0) continue;
}

template <typename Connect>
std::size_t bytes_each(const gateway_process& gateway, std::size_t count, Connect connect) {
    std::deque<http_client> clients;
    connect(clients); // what is allocated once for all is there
    REQUIRE(gateway.get("/livez").status == 200);
    const std::size_t before = gateway.rss();
    while (clients.size() <= count) connect(clients);
    REQUIRE(gateway.get("/livez").status == 200);
    const std::size_t after = gateway.rss();
    return after > before ? (after - before) / count : 0;
}

} // namespace

TEST_CASE("bounds: an idle connection costs less than 8 KiB") {
    allow_many_descriptors();
    const std::vector<std::pair<std::string, std::function<void(http_client&)>>> kinds{
        {"silent", [](http_client&) {}},
        {"answered", [](http_client& c) { CHECK(c.get("/livez").status == 200); }},
        {"answered with much",
         [](http_client& c) { CHECK(c.get("/api/v1/events?limit=1000").status == 200); }},
        {"has asked much", [](http_client& c) {
             CHECK(c.get("/livez", "X: " + std::string(20'000, 'x') + "\r\n").status == 200);
             CHECK(c.request("POST", "/api/v1/events", {}, std::string(30'000, 'x')).status == 201);
         }}};
    for (const auto& [kind, how] : kinds) {
        const auto& use = how; // clang 14 can't let a lambda have the binding itself
        gateway_process gateway({"--ring-size", "64KiB"});
        const std::size_t each = bytes_each(gateway, 2000, [&](std::deque<http_client>& clients) {
            use(clients.emplace_back(gateway.http()));
        });
        MESSAGE(kind, ": bytes ", each);
        if (!sanitized) CHECK(each < 8 * kib);
    }
}

TEST_CASE("bounds: a client that never reads costs less than 64 KiB") {
    allow_many_descriptors();
    gateway_process gateway;
    for (int i = 0; i < 2000; ++i) gateway.send(std::string(300, 'x'));
    for (const std::string target :
         {"/", "/livez", "/api/v1/events?limit=1000", "/api/v1/events?format=csv",
          "/api/v1/stream?after=0", "/static/style.css"}) {
        const std::string request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        const std::size_t each = bytes_each(gateway, 100, [&](std::deque<http_client>& clients) {
            stuff(clients.emplace_back(gateway.http()), request);
        });
        MESSAGE(target, ": bytes ", each);
        if (!sanitized) CHECK(each < 64 * kib);
    }
}

TEST_CASE("bounds: bodies that do not come to their end are not kept without limit") {
    allow_many_descriptors();
    gateway_process gateway({"--max-body", "1MiB"});
    const std::string head =
        "POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\n"
        "Content-Length: 1048576\r\n\r\n";
    const std::string half(600 * kib, 'x');
    std::deque<http_client> clients;
    std::size_t refused = 0;
    for (int i = 0; i < 60; ++i) {
        http_client& client = clients.emplace_back(gateway.http());
        client.send(head + half);
    }
    for (http_client& client : clients) {
        try {
            client.send(std::string(1048576 - half.size(), 'x'));
        } catch (const std::exception&) {
            // refused and closed; the answer is read below
        }
        const auto answer = client.read();
        CHECK((answer.status == 201 || answer.status == 503));
        if (answer.status == 503) CHECK(answer.header("Retry-After") == "10");
        refused += answer.status == 503;
    }
    CHECK(refused > 0);
    CHECK(refused < 60);
    CHECK(stats_of(gateway)["/http/posted"] == 60 - refused);
    CHECK(gateway.post("and then there is room again").status == 201);
}

TEST_CASE("bounds: slow heads and idle connections and a flood hold up nobody") {
    allow_many_descriptors();
    gateway_process gateway;
    std::deque<http_client> others;
    for (int i = 0; i < 2000; ++i) {
        CHECK(others.emplace_back(gateway.http()).get("/livez").status == 200);
    }
    for (int i = 0; i < 200; ++i) {
        others.emplace_back(gateway.http()).send("GET / HTTP/1.1\r\nHost: loc");
    }
    child_process flood(
        {{binary_path("SENDER_BINARY"), "--quiet", "--duration", "2s", gateway.udp().text()},
         {},
         {}});
    int served = 0;
    milliseconds slowest = 0ms;
    while (!flood.wait_exit(0ms)) {
        slowest = std::max(slowest,
                           time_of([&] { CHECK(gateway.get("/").status == 200); })); // a newcomer
        ++served;
    }
    MESSAGE("the slowest of ", served, " newcomers: ", slowest.count(), " ms");
    CHECK(slowest < 1s * slowness);
    CHECK(served > 2);
    const auto stats = stats_of(gateway);
    CHECK(stats["/http/open_connections"] >= 2200); // they were there all the time
    CHECK(stats["/udp/received"] > 1000);
}

TEST_CASE("bounds: a new client is served at once beside many that never read") {
    allow_many_descriptors();
    gateway_process gateway;
    for (int i = 0; i < 1000; ++i) gateway.send(std::string(300, 'x'));
    std::deque<http_client> greedy;
    for (int i = 0; i < 200; ++i) {
        stuff(greedy.emplace_back(gateway.http()),
              "GET /api/v1/events?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        if (i % 20 != 0) continue;
        const auto took = time_of([&] { CHECK(gateway.get("/livez").status == 200); });
        CHECK(took < 1s * slowness);
    }
}
