#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/gateway_api.hpp"

using namespace gateway::tests;

namespace {

const std::string url = "http://example.com/page";

// So many seconds behind midnight.
std::string at(int second) {
    std::string time = "/web/20150825";
    for (const int part : {second / 3600, second / 60 % 60, second % 60}) {
        time += std::to_string(part / 10) + std::to_string(part % 10);
    }
    return time + "/" + url;
}

http_response put(http_client& client, const std::string& target, const std::string& body = "body",
                  const std::string& headers = {}) {
    return client.request("PUT", target, headers, body);
}

// On a connection of its own: the gateway ends one whose request it refuses early.
http_response put(const gateway_process& gateway, const std::string& target,
                  const std::string& body = "body", const std::string& headers = {}) {
    http_client client(gateway.http());
    return put(client, target, body, headers);
}

std::size_t lines(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

} // namespace

TEST_CASE("captures: pages of other origins can't put") {
    gateway_process gateway;
    const std::string own = "http://" + gateway.http().text();
    CHECK(put(gateway, at(1), "x", "Origin: http://evil.example\r\n").status == 403);
    CHECK(put(gateway, at(1), "x", "Origin: null\r\n").status == 403); // a capture's own, sandboxed
    CHECK(put(gateway, at(1), "x", "Sec-Fetch-Site: cross-site\r\n").status == 403);
    CHECK(put(gateway, at(1), "x", "Content-Encoding: gzip\r\n").status == 415);
    CHECK(put(gateway, at(1), "x", "Content-Range: bytes 0-0/5\r\n").status == 400);
    CHECK(stats_of(gateway)["/http/captures"] == 0);
    CHECK(put(gateway, at(1), "x", "Origin: " + own + "\r\n").status == 201);
    CHECK(put(gateway, at(1), "x", "Content-Encoding: identity\r\n").status == 200);
    CHECK(stats_of(gateway)["/http/captures"] == 2);
}

TEST_CASE("captures: a put acts only where its conditions hold") {
    gateway_process gateway;
    const auto status = [&](int number, const std::string& condition) {
        return put(gateway, at(number), "x", condition + "\r\n").status;
    };
    CHECK(status(2, "If-Match: *") == 412); // there is none
    CHECK(status(2, "If-Match: \"x\"") == 412);
    CHECK(status(2, "If-None-Match: *") == 201);
    CHECK(status(2, "If-None-Match: *") == 412);
    CHECK(status(2, "If-Match: *") == 200);
    CHECK(status(3, "If-Match: *") == 412);      // an earlier one is not this one
    CHECK(status(3, "If-None-Match: *") == 201); // nor is it there
    const std::string tag = gateway.get(at(2)).header("ETag");
    CHECK(status(2, "If-None-Match: " + tag) == 412);
    CHECK(status(2, "If-Match: " + tag) == 200);
    CHECK(status(2, "If-Match: " + tag) == 412); // it is another one now
    CHECK(status(2, "If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT") == 412);
    CHECK(status(2, "If-Unmodified-Since: Fri, 01 Jan 2094 00:00:00 GMT") == 200);
    CHECK(stats_of(gateway)["/http/captures"] == 5);
    CHECK(stats_of(gateway)["/ring/stored"] == 5);
}

TEST_CASE("captures: conditions and ranges are answered as of any file") {
    gateway_process gateway;
    REQUIRE(put(gateway, at(1), "0123456789", "Content-Type: text/x-y; a=b\r\n").status == 201);
    const auto whole = gateway.get(at(5));
    REQUIRE(whole.status == 200);
    const std::string same = "If-None-Match: " + whole.header("ETag") + "\r\n";
    const auto unchanged = gateway.get(at(5), same);
    CHECK(unchanged.status == 304);
    CHECK(unchanged.count("Content-Type") == 0);
    CHECK(unchanged.header("Memento-Datetime") == whole.header("Memento-Datetime"));
    CHECK(unchanged.header("Content-Location") == at(1));
    CHECK(gateway.get(at(5), "If-Match: \"x\"\r\n").status == 412);
    const auto part = gateway.get(at(5), "Range: bytes=2-4\r\n");
    CHECK(part.status == 206);
    CHECK(part.body == "234");
    CHECK(part.header("Content-Type") == "text/x-y; a=b");
    CHECK(part.header("Content-Range") == "bytes 2-4/10");
    const auto parts = gateway.get(at(5), "Range: bytes=0-0,8-\r\n");
    CHECK(parts.status == 206);
    CHECK(parts.count("Content-Type") == 1);
    CHECK(parts.body.find("\r\nContent-Type: text/x-y; a=b\r\n") != std::string::npos);
    CHECK(gateway.get(at(5), "Range: bytes=10-\r\n").status == 416);
    REQUIRE(put(gateway, at(3), "later").status == 201);
    CHECK(gateway.get(at(5), same).status == 200); // the same address, another capture
    CHECK(gateway.get(at(5)).header("Content-Type") == "application/octet-stream");
}

TEST_CASE("captures: bodies have the bounds of posts") {
    gateway_process gateway({"--max-body", "200KiB", "--ring-size", "128KiB"});
    const std::string large(100 << 10, '\xff');
    CHECK(put(gateway, at(1), large).status == 201);
    CHECK(gateway.get(at(1)).body == large);
    CHECK(put(gateway, at(2), std::string(201 << 10, 'x')).status == 413); // --max-body
    CHECK(put(gateway, at(2), std::string(128 << 10, 'x')).status == 413); // the ring
    CHECK(put(gateway, at(2), "").status == 201);
    CHECK(gateway.get(at(2)).body.empty());
    CHECK(gateway.get(at(2)).header("Content-Length") == "0");
    CHECK(stats_of(gateway)["/http/captures"] == 2);
    http_client client(gateway.http());
    client.send_request("PUT", at(3), "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n");
    CHECK(client.read_head().status == 100);
    client.send("5\r\nhello\r\n0\r\n\r\n");
    CHECK(client.read().status == 201);
    CHECK(client.get(at(3)).body == "hello");
}

TEST_CASE("captures: what makes room for newer events is found no more") {
    gateway_process gateway({"--ring-size", "64KiB"});
    http_client client(gateway.http());
    constexpr int count = 300;
    for (int i = 0; i < count; ++i) {
        REQUIRE(put(client, at(i), std::string(1'000, static_cast<char>('a' + i % 26))).status ==
                201);
        if (i % 10 == 0) gateway.send("between");
    }
    const auto stats = stats_of(gateway);
    CHECK(stats["/http/captures"] == count);
    CHECK(stats["/ring/stored"] == count + stats["/udp/received"]);
    CHECK(stats["/ring/stored"] == stats["/ring/held"] + stats["/ring/evicted"]);
    CHECK(stats["/captures/forgotten"] == 0);
    // What is found is exactly what the ring still holds.
    const auto held = page_of(gateway, "via=capture&limit=1000").events.size();
    CHECK(stats["/captures/findable"] == held);
    CHECK(held < count);
    for (int i = 0; i < count; ++i) {
        CAPTURE(i);
        const bool kept = i >= count - static_cast<int>(held);
        const auto got = client.get(at(i));
        CHECK(got.status == (kept ? 200 : 404));
        if (kept) CHECK(got.body == std::string(1'000, static_cast<char>('a' + i % 26)));
    }
    CHECK(lines(client.get("/web/timemap/" + url).body) == held + 2);
    gateway.send(std::string(65'507, 'u'));
    REQUIRE(wait_stored(gateway, stats["/ring/stored"] + 1));
    CHECK(client.get(at(count)).status == 404);
    CHECK(client.get("/web/timemap/" + url).status == 404);
    CHECK(stats_of(gateway)["/captures/findable"] == 0);
}

TEST_CASE("captures: a timemap of thousands comes in parts") {
    gateway_process gateway;
    http_client client(gateway.http());
    constexpr int count = 3'000;
    std::string requests;
    for (int i = 0; i < count; ++i) {
        requests += "PUT " + at(i) + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
        if (i % 100 != 99) continue;
        client.send(requests);
        requests.clear();
        for (int k = 0; k < 100; ++k) REQUIRE(client.read().status == 201);
    }
    const auto map = client.get("/web/timemap/" + url);
    CHECK(map.status == 200);
    CHECK(map.header("Content-Type") == "application/link-format");
    CHECK(map.header("Transfer-Encoding") == "chunked");
    CHECK(lines(map.body) == count + 2);
    CHECK(map.body.find("<" + at(0) +
                        ">;rel=\"first memento\";datetime=\"Tue, 25 Aug 2015 "
                        "00:00:00 GMT\"") != std::string::npos);
    CHECK(
        map.body.ends_with(">;rel=\"last memento\";datetime=\"Tue, 25 Aug 2015 00:49:59 GMT\"\n"));
    CHECK(client.get("/web/timemap/" + url + "/").status == 404);
}
