#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

const std::string host_line = "Host: localhost\r\n";

void post_numbers(const gateway_process& gateway, int count) {
    http_client client(gateway.http());
    for (int i = 1; i <= count; ++i) {
        REQUIRE(client.request("POST", "/api/v1/events", {}, std::to_string(i)).status == 201);
    }
}

} // namespace

TEST_CASE("http: many requests go over one connection") {
    gateway_process gateway;
    http_client client(gateway.http());
    for (int i = 0; i < 200; ++i) {
        const auto response = client.get(i % 2 == 0 ? "/livez" : "/no-such-page");
        CHECK(response.status == (i % 2 == 0 ? 200 : 404));
        CHECK(response.version == "HTTP/1.1");
        CHECK(response.header("Connection") != "close");
    }
    CHECK(stats_of(gateway)["/http/requests"] == 201);
    CHECK(stats_of(gateway)["/http/connections"] == 3);
}

TEST_CASE("http: a hundred pipelined requests are answered in order") {
    gateway_process gateway;
    post_numbers(gateway, 100);
    std::string requests;
    for (int i = 1; i <= 100; ++i) {
        requests += "GET /api/v1/events/" + std::to_string(i) + "/payload HTTP/1.1\r\n" +
                    host_line + "\r\n";
    }
    http_client client(gateway.http());
    client.send(requests);
    for (int i = 1; i <= 100; ++i) {
        const auto response = client.read();
        CHECK(response.status == 200);
        CHECK(response.body == std::to_string(i));
    }
}

TEST_CASE("http: a payload is sent whole although the request behind it overwrites it") {
    gateway_process gateway({"--ring-size", "1MiB"});
    std::string payload;
    while (payload.size() < 300'000) payload += std::to_string(payload.size()) + ' ';
    http_client client(gateway.http());
    REQUIRE(client.request("POST", "/api/v1/events", {}, payload).status == 201);
    const std::string other(900'000, 'x');
    client.send("GET /api/v1/events/1/payload HTTP/1.1\r\n" + host_line + "\r\n" +
                "POST /api/v1/events HTTP/1.1\r\n" + host_line +
                "Content-Length: " + std::to_string(other.size()) + "\r\n\r\n" + other +
                "GET /api/v1/events/1/payload HTTP/1.1\r\n" + host_line + "\r\n");
    const auto first = client.read();
    CHECK(first.status == 200);
    CHECK(first.body == payload);
    CHECK(client.read().status == 201);
    CHECK(client.read().status == 410);
}

// So many that ask at once are looked at instead of waited for, and answered without a coroutine:
// until one sends something else.
TEST_CASE("http: busy clients may send less or more than a request at any time") {
    gateway_process gateway;
    const std::string get = "GET /livez HTTP/1.1\r\n" + host_line + "\r\n";
    const std::string post =
        "POST /api/v1/events HTTP/1.1\r\n" + host_line + "Content-Length: 5\r\n\r\nhello";
    std::vector<std::unique_ptr<http_client>> clients;
    for (int i = 0; i < 32; ++i) clients.push_back(std::make_unique<http_client>(gateway.http()));
    for (std::size_t round = 0; round < 60; ++round) {
        for (const auto& c : clients) c->send(get);
        for (const auto& c : clients) CHECK(c->read().status == 200);
        const std::size_t cut = 1 + round % (post.size() - 1);
        for (const auto& c : clients) c->send(get + post.substr(0, cut));
        for (const auto& c : clients) CHECK(c->read().status == 200);
        for (const auto& c : clients) c->send(post.substr(cut) + get);
        for (const auto& c : clients) CHECK(c->read().status == 201);
        for (const auto& c : clients) CHECK(c->read().status == 200);
    }
    CHECK(stats_of(gateway)["/ring/stored"] == 32 * 60);
    for (const auto& c : clients) c->send("GET /livez HTTP/1.0\r\n\r\n");
    for (const auto& c : clients) {
        CHECK(c->read().status == 200);
        CHECK(c->closed_by_peer());
    }
}

TEST_CASE("http: pipelined answers of all kinds keep their order") {
    gateway_process gateway;
    const std::string requests =
        "POST /api/v1/events HTTP/1.1\r\n" + host_line + "Content-Length: 3\r\n\r\none" +
        "GET /no-such HTTP/1.1\r\n" + host_line + "\r\n" + "HEAD /api/v1/events/1 HTTP/1.1\r\n" +
        host_line + "\r\n" + "POST /api/v1/events HTTP/1.1\r\n" + host_line +
        "Transfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n" +
        "GET /api/v1/events?format=ndjson HTTP/1.1\r\n" + host_line + "\r\n" +
        "DELETE / HTTP/1.1\r\n" + host_line + "\r\n" + "GET /livez HTTP/1.1\r\n" + host_line +
        "Connection: close\r\n\r\n" + "GET /livez HTTP/1.1\r\n" + host_line + "\r\n";
    http_client client(gateway.http());
    client.send(requests);
    CHECK(client.read().status == 201);
    CHECK(client.read().status == 404);
    CHECK(client.read(true).status == 200);
    CHECK(client.read().header("Location") == "/api/v1/events/2");
    const auto events = client.read();
    CHECK(std::count(events.body.begin(), events.body.end(), '\n') == 2);
    CHECK(client.read().status == 405);
    const auto last = client.read();
    CHECK(last.status == 200);
    CHECK(last.header("Connection") == "close");
    CHECK(client.closed_by_peer()); // nothing after "close" is answered
}

TEST_CASE("http: requests split at every byte are the same requests") {
    gateway_process gateway;
    http_client client(gateway.http());
    const std::string requests = "POST /api/v1/events HTTP/1.1\r\n" + host_line +
                                 "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" +
                                 "GET /api/v1/events/1/payload?" + " HTTP/1.1\r\n" + host_line +
                                 "\r\n";
    for (const char c : requests) client.send(std::string(1, c));
    CHECK(client.read().status == 201);
    CHECK(client.read().body == "hello");
}

TEST_CASE("http: a client that ends its side after the request gets its answer") {
    gateway_process gateway;
    http_client client(gateway.http());
    client.send_request("GET", "/livez");
    client.end_sending();
    CHECK(client.read().status == 200);
    CHECK(client.closed_by_peer());
}

TEST_CASE("http: HTTP 1.0 is answered and closed or kept where it is asked for") {
    gateway_process gateway;
    http_client closing(gateway.http());
    closing.send("GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n");
    CHECK(closing.read().status == 200);
    CHECK(closing.closed_by_peer());
    http_client keeping(gateway.http());
    for (int i = 0; i < 3; ++i) {
        keeping.send("GET /livez HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
        const auto response = keeping.read();
        CHECK(response.status == 200);
        CHECK(response.header("Connection") == "keep-alive");
    }
}

TEST_CASE("http: unknown paths get 404 in the form of their readers") {
    gateway_process gateway;
    const auto page = gateway.get("/no/such/page");
    CHECK(page.status == 404);
    CHECK(page.header("Content-Type") == "text/html; charset=utf-8");
    for (const std::string path : {"/api/v1/nothing", "/api/v2/events", "/api/v1/events/1/x"}) {
        CAPTURE(path);
        const auto problem = gateway.get(path);
        CHECK(problem.status == 404);
        CHECK(problem.header("Content-Type") == "application/problem+json");
        CHECK(is_json(problem.body));
    }
    for (const std::string path : {"/livez/", "//livez", "/Livez", "/./livez", "/%2e%2e/etc/passwd",
                                   "/events", "/events/", "/api/v1/events/"}) {
        CAPTURE(path);
        CHECK(gateway.get(path).status == 404);
    }
}

TEST_CASE("http: the wrong method gets 405 with Allow and OPTIONS tells the same") {
    gateway_process gateway;
    const std::vector<std::pair<std::string, std::string>> allowed{
        {"/", "GET, HEAD, OPTIONS"},
        {"/livez", "GET, HEAD, OPTIONS"},
        {"/metrics", "GET, HEAD, OPTIONS"},
        {"/api/v1/events", "GET, HEAD, POST, OPTIONS"},
        {"/api/v1/events/1", "GET, HEAD, OPTIONS"},
        {"/api/v1/events/1/payload", "GET, HEAD, OPTIONS"},
        {"/api/v1/stream", "GET, HEAD, OPTIONS"},
        {"/api/v1/stats", "GET, HEAD, OPTIONS"},
        {"/api/v1/sources", "GET, HEAD, OPTIONS"},
        {"/events/1", "GET, HEAD, OPTIONS"},
    };
    http_client client(gateway.http());
    for (const auto& [target, methods] : allowed) {
        CAPTURE(target);
        for (const std::string method : {"DELETE", "PUT", "PATCH", "TRACE"}) {
            CAPTURE(method);
            const auto response = client.request(method, target);
            CHECK(response.status == 405);
            CHECK(response.header("Allow") == methods);
        }
        const auto options = client.request("OPTIONS", target);
        CHECK((options.status == 200 || options.status == 204));
        CHECK(options.header("Allow") == methods);
        CHECK(options.body.empty());
    }
    CHECK(client.request("POST", "/livez", {}, "x").status == 405);
    CHECK(client.get("/livez").status == 200);
    CHECK(client.request("DELETE", "/no-such").status == 404);
    CHECK(client.request("OPTIONS", "/no-such").status == 404);
}

TEST_CASE("http: HEAD has every field of GET") {
    const temp_folder folder;
    folder.write("large.bin", std::string(100'000, 'x'));
    folder.write("a.txt", std::string(5000, 'x'));
    gateway_process gateway({"--static", folder.path("")});
    post_numbers(gateway, 3);
    http_client client(gateway.http());
    const std::string gzip = "Accept-Encoding: gzip\r\n";
    const std::vector<std::pair<std::string, std::string>> table{
        {"/", ""},
        {"/", gzip},
        {"/livez", ""},
        {"/readyz", ""},
        {"/favicon.ico", ""},
        {"/no-such", ""},
        {"/static/large.bin", ""},
        {"/static/a.txt", gzip},
        {"/static/style.css", "If-None-Match: *\r\n"},
        {"/events/2", ""},
        {"/api/v1/events", ""},
        {"/api/v1/events?format=csv", ""},
        {"/api/v1/events?format=pcap&limit=1", ""},
        {"/api/v1/events/1", ""},
        {"/api/v1/events/1/payload", ""},
        {"/api/v1/events/1/payload", "If-Match: \"x\"\r\n"},
        {"/api/v1/events/9", ""},
        {"/api/v1/events?limit=x", ""},
        {"/livez?x=y", ""},
    };
    const auto fields = [](const http_response& r) {
        const std::string& head = r.head; // but the date, which may have gone on
        const std::size_t date = head.find("Date: "), end = head.find("\r\n", date);
        return head.substr(0, date) + head.substr(end);
    };
    for (const auto& [target, more] : table) {
        CAPTURE(target);
        const auto get = client.get(target, more);
        const auto head = client.request("HEAD", target, more);
        CHECK(fields(head) == fields(get));
    }
}

TEST_CASE("http: alive and ready say ok") {
    gateway_process gateway;
    for (const std::string target : {"/livez", "/readyz"}) {
        const auto response = gateway.get(target);
        CHECK(response.status == 200);
        CHECK(response.body.substr(0, 2) == "ok");
        CHECK(response.header("Cache-Control") == "no-store");
    }
}

TEST_CASE("http: beyond max-connections a client waits until another one is gone") {
    gateway_process gateway({"--max-connections", "3"});
    std::vector<std::unique_ptr<http_client>> inside;
    for (int i = 0; i < 3; ++i) {
        inside.push_back(std::make_unique<http_client>(gateway.http()));
        CHECK(inside.back()->get("/livez").status == 200);
    }
    http_client outside(gateway.http());
    outside.send_request("GET", "/livez");
    CHECK_THROWS_AS(outside.receive(deadline(300ms)), timed_out);
    CHECK(inside[0]->get("/livez").status == 200);
    inside.pop_back();
    CHECK(outside.read().status == 200);
}
