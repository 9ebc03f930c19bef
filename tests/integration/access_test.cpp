#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

// The answer to a request with exactly these header lines and no others.
http_response raw(const gateway_process& gateway, const std::string& line,
                  const std::string& headers, const std::string& body = {}) {
    http_client client(gateway.http());
    client.send(line + " HTTP/1.1\r\n" + headers + "\r\n" + body);
    return client.read();
}

int status_for_host(const gateway_process& gateway, const std::string& host) {
    return raw(gateway, "GET /livez", "Host: " + host + "\r\n").status;
}

int post_status(const gateway_process& gateway, const std::string& headers) {
    return gateway.post("x", headers).status;
}

// What stands on every answer, whatever its status is.
void check_security(const http_response& response) {
    CAPTURE(response.head);
    CHECK(response.header("X-Content-Type-Options") == "nosniff");
    CHECK_FALSE(response.header("Referrer-Policy").empty());
    CHECK_FALSE(response.header("Cross-Origin-Resource-Policy").empty());
    CHECK_FALSE(response.header("Cross-Origin-Opener-Policy").empty());
    CHECK(response.header("Server").find_first_of("0123456789/") == std::string::npos);
    CHECK_FALSE(response.header("Date").empty());
    for (const auto& [name, value] : response.headers) {
        CHECK_FALSE(name.starts_with("Access-Control-"));
        CHECK(response.count(name) == 1);
    }
    const std::string type = response.header("Content-Type");
    if (!type.starts_with("text/html")) return;
    CHECK(type == "text/html; charset=utf-8");
    const std::string policy = response.header("Content-Security-Policy");
    CHECK(policy.find("default-src 'none'") != std::string::npos);
    CHECK(policy.find("frame-ancestors 'none'") != std::string::npos);
    CHECK(policy.find("unsafe") == std::string::npos);
    CHECK(policy.find('*') == std::string::npos);
}

} // namespace

TEST_CASE("access: only hosts that are meant are answered") {
    gateway_process gateway;
    const std::string port = ":" + std::to_string(gateway.http().port);
    const std::vector<std::string> answered{"localhost",        "localhost" + port, "127.0.0.1",
                                            "127.0.0.1" + port, "[::1]" + port,     "LOCALHOST",
                                            "192.0.2.1",        "[2001:db8::1]"};
    for (const std::string& host : answered) {
        CAPTURE(host);
        CHECK(status_for_host(gateway, host) == 200);
    }
    for (const std::string host :
         {"evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
          "xlocalhost", "localhostx", "1.2.3.4.5"}) {
        CAPTURE(host);
        const int status = status_for_host(gateway, host);
        CHECK(status == 421);
    }
    for (const std::string host :
         {"a@localhost", "localhost:x", "local host", "", "[::1", "a/b", "[::1].evil.example"}) {
        CAPTURE(host);
        CHECK(status_for_host(gateway, host) == 400);
    }
}

TEST_CASE("access: an absolute target names the host") {
    gateway_process gateway;
    const std::string host = "Host: localhost\r\n";
    CHECK(raw(gateway, "GET http://localhost/livez", host).status == 200);
    CHECK(raw(gateway, "GET http://evil.example/livez", host).status == 421);
}

TEST_CASE("access: allow-host adds names") {
    gateway_process gateway({"--allow-host", "gateway.lan", "--allow-host", "other.lan"});
    for (const std::string host : {"gateway.lan", "other.lan:80", "localhost", "Gateway.LAN"}) {
        CAPTURE(host);
        CHECK(status_for_host(gateway, host) == 200);
    }
    CHECK(status_for_host(gateway, "third.lan") == 421);
}

TEST_CASE("access: nothing is read or stored for a wrong host") {
    gateway_process gateway;
    const auto response =
        raw(gateway, "POST /api/v1/events", "Host: evil.example\r\nContent-Length: 1\r\n", "x");
    CHECK(response.status == 421);
    check_security(response);
    CHECK(stats_of(gateway)["/http/posted"] == 0);
}

TEST_CASE("access: a foreign origin can neither post nor listen") {
    gateway_process gateway;
    const std::string own = "http://" + gateway.http().text();
    for (const std::string headers :
         {"Origin: http://evil.example\r\n", "Origin: null\r\n",
          "Origin: http://localhost.evil.example\r\n", "Sec-Fetch-Site: cross-site\r\n"}) {
        CAPTURE(headers);
        CHECK(post_status(gateway, headers) == 403);
        const auto stream = http_client(gateway.http()).get("/api/v1/stream", headers);
        CHECK(stream.status == 403);
        check_security(stream);
        const auto page = gateway.get("/api/v1/events", headers);
        CHECK(page.status == 200);
        check_security(page);
    }
    CHECK(stats_of(gateway)["/http/posted"] == 0);
    CHECK(post_status(gateway, "") == 201);
    CHECK(post_status(gateway, "Origin: " + own + "\r\n") == 201);
    CHECK(post_status(gateway, "Origin: " + own + "\r\nSec-Fetch-Site: same-origin\r\n") == 201);
    CHECK(post_status(gateway, "Origin: " + own + "\r\nSec-Fetch-Site: cross-site\r\n") == 403);
    const std::string other_port = "http://127.0.0.1:" + std::to_string(gateway.http().port ^ 1);
    CHECK(post_status(gateway, "Origin: " + other_port + "\r\n") == 403);
}

TEST_CASE("access: with a token file every request has to carry the token") {
    const temp_folder folder;
    const std::string file = folder.write("token", "s3cret-token\n");
    gateway_process gateway({"--token-file", file});
    for (const std::string target : {"/", "/livez", "/metrics", "/api/v1/events", "/no-such",
                                     "/api/v1/stream", "/favicon.ico"}) {
        CAPTURE(target);
        for (const std::string headers :
             {"", "Authorization: Bearer wrong\r\n", "Authorization: Bearer s3cret-toke\r\n",
              "Authorization: Bearer s3cret-token1\r\n", "Authorization: Bearer \r\n",
              "Authorization: s3cret-token\r\n"}) {
            CAPTURE(headers);
            const auto response = gateway.get(target, headers);
            CHECK(response.status == 401);
            CHECK(response.header("WWW-Authenticate").starts_with("Bearer"));
            CHECK(response.body.find("s3cret") == std::string::npos);
            check_security(response);
        }
    }
    const std::string token = "Authorization: Bearer s3cret-token\r\n";
    CHECK(gateway.get("/livez", token).status == 200);
    CHECK(gateway.get("/livez", "authorization: bearer s3cret-token\r\n").status == 200);
    CHECK(gateway.post("x").status == 401);
    CHECK(gateway.post("x", token).status == 201);
    CHECK(gateway.process().err().find("s3cret") == std::string::npos);
}

TEST_CASE("access: every answer carries what keeps a browser safe") {
    gateway_process gateway;
    REQUIRE(gateway.post("<script>").status == 201);
    for (const std::string target : {"/",
                                     "/events/1",
                                     "/events/2",
                                     "/api/v1/events",
                                     "/api/v1/events/1",
                                     "/api/v1/events/9",
                                     "/api/v1/events/1/payload",
                                     "/api/v1/events?x=1",
                                     "/api/v1/events?format=ndjson",
                                     "/api/v1/events?format=csv",
                                     "/api/v1/events?format=pcap",
                                     "/api/v1/events?format=text",
                                     "/api/v1/sources",
                                     "/api/v1/stats",
                                     "/metrics",
                                     "/livez",
                                     "/readyz",
                                     "/favicon.ico",
                                     "/no-such-page",
                                     "/api/v1/no-such"}) {
        CAPTURE(target);
        http_client client(gateway.http());
        check_security(client.get(target));
        check_security(client.request("DELETE", target));
        check_security(client.request("OPTIONS", target));
    }
    http_client stream(gateway.http());
    stream.send_request("GET", "/api/v1/stream");
    check_security(stream.read_head());
    for (const std::string bad : {"BAD\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
                                  "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n"}) {
        http_client client(gateway.http());
        client.send(bad);
        check_security(client.read());
    }
}

TEST_CASE("access: JSON says how it may be cached") {
    gateway_process gateway;
    REQUIRE(gateway.post("x").status == 201);
    for (const std::string target : {"/api/v1/events", "/api/v1/events/1", "/api/v1/stats",
                                     "/api/v1/sources", "/api/v1/events/9", "/api/v1/no-such"}) {
        CAPTURE(target);
        CHECK_FALSE(gateway.get(target).header("Cache-Control").empty());
    }
}

TEST_CASE("access: the page asks for nothing from another host") {
    gateway_process gateway;
    const auto page = gateway.get("/");
    CHECK(page.status == 200);
    CHECK(page.header("Content-Type") == "text/html; charset=utf-8");
    for (const std::string part : {"src=\"http", "href=\"http", "src=\"//", "href=\"//", "<style",
                                   " style=", " onclick=", " onload=", "javascript:"}) {
        CAPTURE(part);
        CHECK(page.body.find(part) == std::string::npos);
    }
    // Scripts are files: whatever stands between the tags would be inline.
    for (std::size_t at = page.body.find("<script"); at != std::string::npos;
         at = page.body.find("<script", at + 1)) {
        CHECK(page.body.substr(page.body.find('>', at), 10) == "></script>");
    }
}
