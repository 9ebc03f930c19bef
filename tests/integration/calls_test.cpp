#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

std::string called(std::uint64_t times) {
    return "You've called me " + std::to_string(times) + " times\n";
}

} // namespace

TEST_CASE("calls: every GET is counted, and told in an answer that nothing keeps") {
    gateway_process gateway;
    http_client client(gateway.http());
    for (std::uint64_t n = 1; n <= 3; ++n) {
        const auto answer = client.get("/calls");
        CHECK(answer.status == 200);
        CHECK(answer.body == called(n));
        CHECK(answer.header("Content-Type") == "text/plain; charset=utf-8");
        CHECK(answer.header("Cache-Control") == "no-store");
        CHECK(answer.header("ETag").empty());
        CHECK(answer.header("Last-Modified").empty());
    }
    CHECK(gateway_process().get("/calls").body == called(1));
}

TEST_CASE("calls: nothing but a GET of exactly this path counts") {
    const temp_folder folder;
    const std::string token = folder.write("token", "secret");
    gateway_process gateway;
    http_client client(gateway.http());
    const std::string host = "Host: " + gateway.http().text() + "\r\n";
    for (const std::string target : {"/favicon.ico", "/", "/livez", "/static/style.css"}) {
        CHECK(client.get(target).status == 200);
    }
    for (const std::string target : {"/calls/", "/calls/x", "//calls", "/Calls"}) {
        CAPTURE(target);
        CHECK(client.get(target).status == 404);
    }
    CHECK(client.get("/calls?x=1").status == 400);
    const auto head = client.request("HEAD", "/calls");
    CHECK(head.status == 200);
    CHECK(head.header("Content-Length") == std::to_string(called(0).size()));
    CHECK(client.request("OPTIONS", "/calls").header("Allow") == "GET, HEAD, OPTIONS");
    for (const std::string method : {"POST", "PUT", "DELETE", "PATCH"}) {
        CHECK(client.request(method, "/calls").status == 405);
    }
    for (const std::string field : {"Sec-Purpose: prefetch", "Sec-Purpose: prefetch;prerender",
                                    "Purpose: prefetch", "X-Moz: prefetch"}) {
        CAPTURE(field);
        const auto answer = client.get("/calls", field + "\r\n");
        CHECK(answer.status == 200);
        CHECK(answer.body == called(0)); // as it stands, not counted
    }
    CHECK(client.get("/c%61lls").body == called(0));
    CHECK(gateway.get("/calls", "Host: elsewhere.example\r\n").status != 200);
    CHECK(client.get("/calls").body == called(1));
    client.send("GET http://" + gateway.http().text() + "/calls HTTP/1.1\r\n" + host + "\r\n");
    CHECK(client.read().body == called(2));

    gateway_process closed({"--token-file", token});
    CHECK(closed.get("/calls").status == 401);
    CHECK(closed.get("/calls", "Authorization: Bearer secret\r\n").body == called(1));
}

TEST_CASE("calls: conditions and ranges get the whole answer") {
    gateway_process gateway;
    http_client client(gateway.http());
    std::uint64_t n = 0;
    for (const std::string fields :
         {"If-None-Match: *", "If-None-Match: \"x\"", "If-Match: \"x\"", "Range: bytes=0-3",
          "If-Modified-Since: Fri, 01 Jan 2094 00:00:00 GMT", "Range: bytes=1000-",
          "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT"}) {
        CAPTURE(fields);
        const auto answer = client.get("/calls", fields + "\r\n");
        CHECK(answer.status == 200);
        CHECK(answer.body == called(++n));
    }
}

TEST_CASE("calls: the icon that browsers ask for beside it may be kept for a week") {
    gateway_process gateway;
    CHECK(gateway.get("/favicon.ico").header("Cache-Control") == "max-age=604800");
}

TEST_CASE("calls: the sum of many clients at once is exact") {
    gateway_process gateway;
    constexpr int clients = 8, each = 500;
    std::vector<std::thread> threads;
    for (int i = 0; i < clients; ++i) {
        threads.emplace_back([&, i] {
            http_client client(gateway.http());
            std::uint64_t before = 0;
            for (int k = 0; k < each; ++k) {
                const auto answer = client.get("/calls");
                const std::uint64_t now = std::stoull(answer.body.substr(17));
                CHECK(now > before); // no two answers tell the same number
                before = now;
                if (k % 10 == i) client.request("HEAD", "/calls");
                if (k % 10 == i) client.get("/favicon.ico");
            }
        });
    }
    for (std::thread& t : threads) t.join();
    CHECK(gateway.get("/calls").body == called(clients * each + 1));
}
