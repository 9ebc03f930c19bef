#include <doctest/doctest.h>
#include <sys/socket.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/sse_reader.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

struct scene {
    scene()
        : gateway(
              {"--config", folder.write("gateway.toml",
                                        "[redirects]\n"
                                        "home = \"https://example.com/\"\n"
                                        "docs = \"https://docs.example.com/v2/{rest}?{query}\"\n"
                                        "here = \"/events/{rest}\"\n"
                                        "split = [{ target = \"/a\", weight = 3 }, "
                                        "{ target = \"/b\" }]\n")}) {}
    temp_folder folder;
    gateway_process gateway;

    std::uint64_t redirects() const { return stats_of(gateway)["/http/redirects"]; }
};

} // namespace

TEST_CASE_FIXTURE(scene, "redirect: the answer, and the visit as an event") {
    http_client client(gateway.http());
    const auto answer = client.get("/go/docs/a%20b/c?x=1&y",
                                   "Referer: http://there/\r\n"
                                   "User-Agent: Test \"1\"\r\n");
    CHECK(answer.head.starts_with("HTTP/1.1 302 Found\r\n"));
    CHECK(answer.header("Location") == "https://docs.example.com/v2/a%20b/c?x=1&y");
    CHECK(answer.header("Cache-Control") == "no-store");
    CHECK(answer.body.empty());
    REQUIRE(wait_stored(gateway, 1));
    const event_record e = event_of(gateway, 1);
    CHECK(e.via == "redirect");
    CHECK(e.source == client.local().text());
    CHECK(e.local == gateway.http().text());
    CHECK(e.content_type == "application/json");
    CHECK(json_string(e.bytes, "/name") == "docs");
    CHECK(json_string(e.bytes, "/target") == "https://docs.example.com/v2/a%20b/c?x=1&y");
    CHECK(json_string(e.bytes, "/rest") == "a%20b/c");
    CHECK(json_string(e.bytes, "/query") == "x=1&y");
    CHECK(json_string(e.bytes, "/referrer") == "http://there/");
    CHECK(json_string(e.bytes, "/user_agent") == "Test \"1\"");
    CHECK(page_of(gateway, "via=redirect").events.size() == 1);
    CHECK(redirects() == 1);
}

TEST_CASE_FIXTURE(scene, "redirect: a visit reaches a live stream by itself") {
    sse_reader stream(gateway.http(), "/api/v1/stream");
    CHECK(gateway.get("/go/home").status == 302);
    const auto event = stream.next();
    REQUIRE(event);
    CHECK(parse_event(event->data).via == "redirect");
}

TEST_CASE_FIXTURE(scene, "redirect: what is no visit leaves no event") {
    http_client client(gateway.http());
    const auto head = client.request("HEAD", "/go/home");
    CHECK(head.status == 302);
    CHECK(head.header("Location") == "https://example.com/");
    CHECK(client.get("/go/home", "Sec-Purpose: prefetch\r\n").status == 302);
    for (const std::string target :
         {"/go/none", "/go/", "/go", "/go/home/", "/go/home/x", "/go/none?x=1"}) {
        CAPTURE(target);
        CHECK(client.get(target).status == 404);
    }
    CHECK(client.get("/go/docs/../x").status == 400);
    CHECK(client.get("/go/docs/%2e%2e/x").status == 400);
    for (const std::string method : {"POST", "PUT", "DELETE"}) {
        const auto answer = client.request(method, "/go/home", {}, "x");
        CHECK(answer.status == 405);
        CHECK(answer.header("Allow") == "GET, HEAD, OPTIONS");
    }
    CHECK(client.request("OPTIONS", "/go/home").status == 204);
    CHECK(stats_of(gateway)["/ring/stored"] == 0);
    CHECK(redirects() == 0);
}

TEST_CASE_FIXTURE(scene, "redirect: no request makes a header line or another host of its own") {
    http_client client(gateway.http());
    const std::string base = "https://docs.example.com/v2/";
    for (const std::string rest :
         {"%0d%0aSet-Cookie:%20x=1", "//evil.example/", "@evil.example", "https://evil.example",
          "%5c%5cevil.example", ".evil.example", ":80@evil.example/"}) {
        CAPTURE(rest);
        const auto answer = client.get("/go/docs/" + rest + "?" + rest);
        CHECK(answer.status == 302);
        CHECK(answer.header("Location") == base + rest + "?" + rest);
        CHECK(answer.count("Set-Cookie") == 0);
        CHECK(client.get("/go/here/" + rest).header("Location") == "/events/" + rest);
    }
    for (const std::string raw : {"/go/docs/\\evil.example", "/go/docs/a\rb", "/go/docs/a\x80"}) {
        CAPTURE(raw);
        CHECK(gateway.get(raw).status == 400);
    }
}

TEST_CASE_FIXTURE(scene, "redirect: a client that sends anything leaves an event that is JSON") {
    std::string every;
    for (int byte = 0x20; byte < 0x100; ++byte) {
        if (byte != 0x7f) every.push_back(static_cast<char>(byte));
    }
    http_client client(gateway.http());
    CHECK(client.get("/go/home", "User-Agent: x" + every + "\r\n").status == 302);
    CHECK(client.get("/go/home", "Referer: " + std::string(20'000, '<') + "\r\n").status == 302);
    CHECK(
        client.get("/go/docs/" + std::string(4'000, 'r') + "?" + std::string(4'000, '\\')).status ==
        302);
    REQUIRE(wait_stored(gateway, 3));
    for (std::uint64_t seq = 1; seq <= 3; ++seq) {
        const event_record e = event_of(gateway, seq);
        CHECK(e.encoding == "utf-8");
        CHECK(is_json(e.bytes));
        CHECK(e.size < 65'000);
    }
}

TEST_CASE_FIXTURE(scene, "redirect: the ledger balances in each answer, pipelined behind visits") {
    http_client client(gateway.http());
    std::string requests;
    const std::string end = " HTTP/1.1\r\nHost: " + gateway.http().text() + "\r\n\r\n";
    constexpr std::uint64_t rounds = 20;
    for (std::uint64_t i = 0; i < rounds; ++i) {
        requests += "GET /go/split" + end + "GET /api/v1/stats" + end;
    }
    client.send(requests);
    std::set<std::string> targets;
    for (std::uint64_t i = 1; i <= rounds; ++i) {
        const auto moved = client.read();
        CHECK(moved.status == 302);
        targets.insert(moved.header("Location"));
        const figures f(client.read().body);
        CHECK(f["/http/redirects"] == i);
        CHECK(f["/ring/stored"] == i);
    }
    CHECK(targets.size() <= 2);
    CHECK(gateway.get("/metrics").body.find("\nevent_gateway_http_redirects_total 20\n") !=
          std::string::npos);
}

TEST_CASE_FIXTURE(scene, "redirect: visits of many clients at once are all stored") {
    constexpr int clients = 8, each = 400;
    std::vector<std::thread> threads;
    for (int i = 0; i < clients; ++i) {
        threads.emplace_back([&] {
            http_client client(gateway.http());
            for (int k = 0; k < each; ++k) CHECK(client.get("/go/split").status == 302);
        });
    }
    for (std::thread& t : threads) t.join();
    const auto f = stats_of(gateway);
    CHECK(f["/http/redirects"] == clients * each);
    CHECK(f["/ring/stored"] == clients * each);
}

// The first answers fit into what the kernel takes; then the client is gone while more are on
// their way.
TEST_CASE_FIXTURE(scene, "redirect: a visit counts although its client went during the answer") {
    std::uint64_t answered = 0;
    for (int i = 0; i < 20; ++i) {
        http_client client(gateway.http());
        std::string requests;
        const std::string end = " HTTP/1.1\r\nHost: " + gateway.http().text() + "\r\n\r\n";
        for (int k = 0; k < 10; ++k) requests += "GET /go/home" + end;
        client.send(requests);
        if (i % 2 == 0) {
            for (int k = 0; k < 10; ++k) CHECK(client.read().status == 302);
            answered += 10;
        }
        const linger reset{1, 0};
        setsockopt(client.fd(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    }
    CHECK(eventually([&] { return stats_of(gateway)["/http/open_connections"] == 1; }));
    const auto f = stats_of(gateway);
    CHECK(f["/http/redirects"] >= answered);
    CHECK(f["/http/redirects"] == f["/ring/stored"]);
    CHECK(f["/http/requests"] >= f["/http/redirects"]);
}
