#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"

using namespace gateway::tests;

namespace {

const std::string url = "http://example.com/a//b/../c?x=1";

std::string at(const std::string& time, const std::string& of = url) {
    return "/web/" + time + "/" + of;
}

struct scene {
    explicit scene(std::vector<std::string> options = {})
        : gateway(std::move(options)), client(gateway.http()) {}

    http_response put(const std::string& target, const std::string& body = "body",
                      const std::string& headers = {}) {
        return client.request("PUT", target, headers, body);
    }

    gateway_process gateway;
    http_client client;
};

} // namespace

TEST_CASE_FIXTURE(scene, "captures: what is put is found, with the fields of a memento") {
    const auto stored = put(at("20150825082012"), "<h1>hello</h1>", "Content-Type: text/html\r\n");
    CHECK(stored.status == 201);
    CHECK(stored.body == R"({"seq":1})");
    CHECK(stored.header("Location") == at("20150825082012"));
    const auto got = client.get(at("20150825082012"));
    CHECK(got.status == 200);
    CHECK(got.body == "<h1>hello</h1>");
    CHECK(got.header("Content-Type") == "text/html");
    CHECK(got.count("Content-Type") == 1);
    CHECK(got.header("Memento-Datetime") == "Tue, 25 Aug 2015 08:20:12 GMT");
    CHECK(got.header("Content-Location") == at("20150825082012"));
    CHECK(got.header("ETag") == stored.header("ETag"));
    CHECK(got.header("Content-Security-Policy").starts_with("sandbox;"));
    CHECK(got.header("X-Content-Type-Options") == "nosniff");
    CHECK(got.header("Link") ==
          "<" + url + ">;rel=\"original\", </web/timemap/" + url +
              ">;rel=\"timemap\";type=\"application/link-format\", <" + at("20150825082012") +
              ">;rel=\"first memento\";datetime=\"Tue, 25 Aug 2015 08:20:12 GMT\", <" +
              at("20150825082012") +
              ">;rel=\"last memento\";datetime=\"Tue, 25 Aug 2015 08:20:12 GMT\"");
    const auto event = event_of(gateway, 1);
    CHECK(event.via == "capture");
    CHECK(event.bytes == "<h1>hello</h1>");
    CHECK(event.content_type == "text/html");
    CHECK(event.source == client.local().text());
    const std::string json = client.get("/api/v1/events/1").body;
    CHECK(json_string(json, "/url") == url);
    CHECK(json_string(json, "/captured") == "20150825082012");
    CHECK(client.get("/api/v1/events/1/payload").body == "<h1>hello</h1>");
    CHECK(page_of(gateway, "via=capture").events.size() == 1);
    const auto stats = stats_of(gateway);
    CHECK(stats["/http/captures"] == 1);
    CHECK(stats["/http/posted"] == 0);
    CHECK(stats["/ring/stored"] == 1);
    CHECK(client.get("/metrics").body.find("\nevent_gateway_http_captures_total 1\n") !=
          std::string::npos);
}

TEST_CASE_FIXTURE(scene, "captures: the newest at or before the time is found") {
    for (const std::string year : {"2015", "2019", "2017"}) {
        REQUIRE(put(at(year + "0825082012"), year).status == 201);
    }
    const std::vector<std::pair<std::string, std::string>> table{
        {"20150825082011", ""},     {"20150825082012", "2015"}, {"20150825082013", "2015"},
        {"20170825082011", "2015"}, {"20170825082012", "2017"}, {"20190825082011", "2017"},
        {"20190825082012", "2019"}, {"99991231235959", "2019"}, {"00000101000000", ""},
    };
    for (const auto& [time, year] : table) {
        CAPTURE(time);
        const auto got = client.get(at(time));
        CHECK(got.status == (year.empty() ? 404 : 200));
        if (got.status != 200) continue;
        CHECK(got.body == year);
        CHECK(got.header("Content-Location") == at(year + "0825082012"));
        CHECK(got.header("Memento-Datetime").find(year) != std::string::npos);
    }
    const std::string link = client.get(at("20170825082012")).header("Link");
    for (const std::string& part : {"<" + at("20150825082012") + ">;rel=\"prev memento\"",
                                    "<" + at("20190825082012") + ">;rel=\"next memento\"",
                                    "<" + at("20150825082012") + ">;rel=\"first memento\"",
                                    "<" + at("20190825082012") + ">;rel=\"last memento\""}) {
        CAPTURE(part);
        CHECK(link.find(part) != std::string::npos);
    }
    // The same time again: the one that came later counts, and both are events.
    const auto again = put(at("20170825082012"), "another");
    CHECK(again.status == 200);
    CHECK(again.body == R"({"seq":4})");
    CHECK(again.count("Location") == 0);
    CHECK(client.get(at("20180101000000")).body == "another");
    CHECK(event_of(gateway, 3).bytes == "2017");
    CHECK(client.get(at("20180101000000")).header("ETag") == again.header("ETag"));
}

TEST_CASE_FIXTURE(scene, "captures: a URL is exactly what stands in the target") {
    const std::vector<std::string> urls{
        "http://example.com",
        "http://example.com/",
        "http://example.com//",
        "http://example.com/?",
        "http://example.com/??",
        "http://example.com?",
        "http://example.com/a//b/../c",
        "http://example.com/a//b/../c?x=1",
        "http://example.com/a/c?x=1",
        "http://example.com/a/b/../c?x=1",
        "http://example.com/./a/.../%2e%2e/",
        "http://example.com/%2F%2f%00%0d%0a%zz%",
        "http://example.com/%c3%bc%F0%9F%98%80",
        "http://example.com/a;b=c,d&e=f+g!$'()*~:@",
        "http://user:pass@example.com:8080/",
        "http://[2001:db8::1]:80/[x]",
        "http://example.com/{a}|b\\c^d`e",
        "http://example.com/?q={a}|b\\c^d`e",
        "http://example.com/?a/b?c//d/../e",
        "HTTP://EXAMPLE.com/",
        "http:/example.com/",
        "https://example.com/",
        "http://example.com/web/20150825082012/http://example.com/",
        "mailto:a@example.com",
        "/",
        "//",
        "?",
        "?a=b",
        "x",
    };
    for (const std::string& one : urls) {
        CAPTURE(one);
        REQUIRE(put(at("20150825082012", one), one).status == 201); // none is another one
    }
    for (const std::string& one : urls) {
        CAPTURE(one);
        for (const std::string& origin : {std::string{}, "http://" + gateway.http().text()}) {
            const auto got = client.get(origin + at("20150901000000", one));
            CHECK(got.status == 200);
            CHECK(got.body == one);
            CHECK(got.header("Content-Location") == at("20150825082012", one));
            CHECK(got.header("Link").starts_with("<" + one + ">;rel=\"original\", "));
        }
        const auto map = client.get("/web/timemap/" + one);
        CHECK(map.status == 200);
        CHECK(map.body.starts_with("<" + one + ">;rel=\"original\",\n"));
    }
    CHECK(stats_of(gateway)["/ring/stored"] == urls.size());
    for (const std::string other :
         {"http://example.com/a", "http://example.com/%2F%2F%00%0d%0a%zz%",
          "http://example.com/#"}) {
        CAPTURE(other);
        CHECK(client.get(at("20150825082012", other)).status != 200);
        client = http_client(gateway.http());
    }
}

TEST_CASE_FIXTURE(scene, "captures: curl puts and gets them") {
    const std::string where = "'http://" + gateway.http().text() + at("20150825082012") + "'";
    const std::string curl = "curl -sS --path-as-is -w ' %{http_code} %{num_redirects}' ";
    CHECK(run_shell("echo hello | " + curl + "-L -T - " + where).out == "{\"seq\":1} 201 0");
    CHECK(run_shell(curl + "-L " + where).out == "hello\n 200 0");
    CHECK(client.get(at("20150825082012")).body == "hello\n");
}

TEST_CASE_FIXTURE(scene, "captures: what is no capture is refused, and nothing is stored") {
    const std::vector<std::pair<std::string, int>> bad{
        {"/web/2015/" + url, 400},
        {"/web/20150230000000/" + url, 400},
        {"/web/20150825082060/" + url, 400},
        {"/web/2015082508201/" + url, 400},
        {"/web/201508250820120/" + url, 400},
        {"/web/2015082508201x/" + url, 400},
        {"/web/now/" + url, 400},
        {"/web//20150825082012/" + url, 400},
        {"/web/20150825082012/", 400},
        {"/web/20150825082012", 400},
        {"/web/20150825082012?" + url, 400},
        {"/web/timemap/", 400},
        {"/web/timemap", 400},
        {"/web/", 404},
        {"/web", 404},
    };
    for (const auto& [target, status] : bad) {
        CAPTURE(target);
        CHECK(client.get(target).status == status);
        http_client one(gateway.http());
        CHECK(one.request("PUT", target, {}, "x").status == status);
    }
    http_client one(gateway.http());
    CHECK(one.request("PUT", "/web/timemap/" + url, {}, "x").status == 400);
    CHECK(stats_of(gateway)["/ring/stored"] == 0);
    const auto problem = gateway.get("/web/2015/" + url, "Accept: application/json\r\n");
    CHECK(problem.header("Content-Type") == "application/problem+json");
    CHECK(json_string(problem.body, "/detail") ==
          "The time of a capture is YYYYMMDDhhmmss, in UTC.");
    CHECK(gateway.get(at("20150825082012", "http://e/" + std::string(8'100, 'a'))).status == 404);
    CHECK(gateway.get(at("20150825082012", "http://e/" + std::string(8'192, 'a'))).status == 414);
}

TEST_CASE_FIXTURE(scene, "captures: every method is answered or named") {
    for (const std::string method : {"POST", "DELETE"}) {
        CAPTURE(method);
        http_client one(gateway.http());
        const auto refused = one.request(method, at("20150825082012"), {}, "x");
        CHECK(refused.status == 405);
        CHECK(refused.header("Allow") == "GET, HEAD, PUT, OPTIONS");
    }
    const auto options = client.request("OPTIONS", at("20150825082012"));
    CHECK(options.status == 204);
    CHECK(options.header("Allow") == "GET, HEAD, PUT, OPTIONS");
    CHECK(client.request("OPTIONS", "*").header("Allow") == "GET, HEAD, POST, PUT, OPTIONS");
    CHECK(client.request("HEAD", at("20150825082012")).status == 404);
    REQUIRE(put(at("20150825082012"), "hello").status == 201);
    const auto get = client.get(at("20150825082012"));
    const auto head = client.request("HEAD", at("20150825082012"));
    CHECK(head.status == 200);
    CHECK(head.body.empty());
    for (const std::string name : {"Content-Length", "Content-Type", "Memento-Datetime", "Link",
                                   "Content-Location", "ETag", "Content-Security-Policy"}) {
        CAPTURE(name);
        CHECK(head.count(name) == 1);
        CHECK(head.header(name) == get.header(name));
    }
    const auto map = client.request("HEAD", "/web/timemap/" + url);
    CHECK(map.status == 200);
    CHECK(map.header("Content-Type") == "application/link-format");
}
