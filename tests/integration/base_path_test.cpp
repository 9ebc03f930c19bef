#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/sse_reader.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

const std::string capture = "/web/20150825082012/http://example.com/udp//b/../c?x=/udp/web/";

http_response put(const gateway_process& gateway, const std::string& target) {
    return http_client(gateway.http()).request("PUT", target, {}, "captured");
}

// Every address that a page names.
std::vector<std::string> addresses(const std::string& html) {
    std::vector<std::string> found;
    for (const std::string attribute : {"href=\"", "src=\"", "action=\""}) {
        for (std::size_t at = html.find(attribute); at != std::string::npos;
             at = html.find(attribute, at)) {
            at += attribute.size();
            found.push_back(html.substr(at, html.find('"', at) - at));
        }
    }
    return found;
}

// Whether all of them are relative or stand behind the base path.
void check_links(const std::string& html) {
    const auto all = addresses(html);
    CHECK(all.size() > 2);
    for (const std::string& address : all) {
        CAPTURE(address);
        CHECK((address.starts_with('/') ? address.starts_with("/udp/")
                                        : address.find("://") == std::string::npos));
    }
}

} // namespace

TEST_CASE("base path: requests are answered with it and without it") {
    gateway_process gateway({"--base-path", "/udp"});
    for (const std::string target :
         {"/", "/livez", "/static/style.css", "/api/v1/stats", "/calls", "/favicon.ico"}) {
        CAPTURE(target);
        CHECK(gateway.get(target).status == 200);
        CHECK(gateway.get("/udp" + target).status == 200);
        CHECK(gateway.get("http://127.0.0.1/udp" + target).status == 200);
    }
    CHECK(gateway.get("/udp/calls").body == "You've called me 4 times\n"); // each was a call
    CHECK(gateway.get("/udp/udp/livez").status == 404);
    CHECK(gateway.get("/udpx/livez").status == 404);
    CHECK(gateway.get("/udplivez").status == 404);
    CHECK(gateway.get("/udp/api/v1/nothing").header("Content-Type") == "application/problem+json");
    CHECK(http_client(gateway.http()).request("DELETE", "/udp/livez").header("Allow") ==
          "GET, HEAD, OPTIONS");
    sse_reader stream(gateway.http(), "/udp/api/v1/stream");
    gateway.send("live");
    CHECK(parse_event(stream.next().value().data).bytes == "live");
    CHECK(gateway.get("/udp/api/v1/stream", "Origin: http://elsewhere.example\r\n").status == 403);
    CHECK(gateway.get("/udp/api/v1/stats?x=1").status == 400);
}

TEST_CASE("base path: its address without a slash leads to the start page") {
    gateway_process gateway({"--base-path", "/lab/udp/"});
    const auto answer = gateway.get("/lab/udp");
    CHECK(answer.status == 308);
    CHECK(answer.header("Location") == "/lab/udp/");
    CHECK(gateway.get("/lab/udp?contains=a%20b").header("Location") == "/lab/udp/?contains=a%20b");
    CHECK(gateway.get("/lab").status == 404);
    CHECK(gateway.get("/lab/").status == 404);
}

TEST_CASE("base path: everything that is given away has it") {
    const temp_folder folder;
    const std::string table =
        "[redirects]\nhere = \"/events/{rest}\"\nthere = \"https://a.example/\"\n";
    gateway_process gateway(
        {"--base-path", "/udp", "--config", folder.write("gateway.toml", table)});
    for (const std::string prefix : {"", "/udp"}) {
        CAPTURE(prefix);
        const auto posted =
            http_client(gateway.http()).request("POST", prefix + "/api/v1/events", {}, "posted");
        CHECK(posted.status == 201);
        CHECK(posted.header("Location").starts_with("/udp/api/v1/events/"));
        CHECK(gateway.get(posted.header("Location")).status == 200);
        CHECK(gateway.get(prefix + "/go/here/5").header("Location") == "/udp/events/5");
        CHECK(gateway.get(prefix + "/go/there").header("Location") == "https://a.example/");
        const auto page = parse_page(gateway.get(prefix + "/api/v1/events?after=0&limit=1").body);
        REQUIRE(page.next);
        CHECK(page.next->starts_with("/udp/api/v1/events?after=1&limit=1"));
        check_links(gateway.get(prefix + "/").body);
        check_links(gateway.get(prefix + "/ledger").body);
        check_links(gateway.get(prefix + "/events/1").body);
        check_links(gateway.get(prefix + "/welcome").body);
        check_links(gateway.get(prefix + "/a/b/nothing").body);
        CHECK(gateway.get(prefix + "/events/1").body.find("/udp/api/v1/events/1/payload") !=
              std::string::npos);
    }
}

TEST_CASE(
    "base path: of a capture only the prefix is taken, and the key is what stands behind it") {
    gateway_process gateway({"--base-path", "/udp"});
    const auto created = put(gateway, "/udp" + capture);
    CHECK(created.status == 201);
    CHECK(created.header("Location") == "/udp" + capture);
    for (const std::string prefix : {"", "/udp"}) {
        CAPTURE(prefix);
        const auto shown = gateway.get(prefix + capture);
        CHECK(shown.status == 200);
        CHECK(shown.body == "captured");
        CHECK(shown.header("Content-Location") == "/udp" + capture);
        const std::string link = shown.header("Link");
        CHECK(link.starts_with("<http://example.com/udp//b/../c?x=/udp/web/>;rel=\"original\""));
        CHECK(link.find("</udp/web/timemap/http://example.com/udp//b/../c?x=/udp/web/>") !=
              std::string::npos);
        CHECK(link.find("<" + ("/udp" + capture) + ">;rel=\"first memento\"") != std::string::npos);
        const std::string map =
            gateway.get(prefix + "/web/timemap/" + capture.substr(capture.find("http"))).body;
        CHECK(map.find("<" + ("/udp" + capture) + ">;rel=\"first last memento\"") !=
              std::string::npos);
        CHECK(map.find("</udp/web/timemap/") != std::string::npos);
        check_links(gateway.get(prefix + "/events/1").body);
    }
    // The key of another capture: nothing in it is ours to take off.
    CHECK(gateway.get("/web/20150825082012/udp" + capture.substr(19)).status == 404);
}

TEST_CASE("base path: a login stays behind it") {
    const temp_folder folder;
    gateway_process gateway(
        {"--base-path", "/udp", "--token-file", folder.write("token", "sesame\n")});
    const std::string form = "Content-Type: application/x-www-form-urlencoded\r\n";
    for (const std::string prefix : {"", "/udp"}) {
        CAPTURE(prefix);
        const auto asked = gateway.get(prefix + "/events/1?x");
        CHECK(asked.status == 401);
        check_links(asked.body);
        CHECK(asked.body.find("name=\"next\" value=\"/udp/events/1?x\"") != std::string::npos);
        CHECK(asked.body.find("action=\"/udp/login\"") != std::string::npos);
        CHECK(gateway.get(prefix + "/static/style.css").status == 200);
        CHECK(gateway.get(prefix + "/login").body.find("value=\"/udp/\"") != std::string::npos);
        const auto log_in = [&](const std::string& next) {
            return http_client(gateway.http())
                .request("POST", prefix + "/login", form, "token=sesame&next=" + next);
        };
        const auto answer = log_in("/udp/events/1?x");
        CHECK(answer.status == 303);
        CHECK(answer.header("Location") == "/udp/events/1?x");
        CHECK(answer.header("Set-Cookie").find("; Path=/udp;") != std::string::npos);
        for (const std::string elsewhere :
             {"/", "/other/", "//evil.example/", "/udp", "/udpx/", ""}) {
            CAPTURE(elsewhere);
            CHECK(log_in(elsewhere).header("Location") == "/udp/");
        }
    }
    CHECK(gateway.get("/udp").status == 401); // not even where things are is told to strangers
}

TEST_CASE("base path: one that is called like an address here") {
    gateway_process gateway({"--base-path", "/events"});
    gateway.send("x");
    REQUIRE(wait_stored(gateway, 1));
    CHECK(gateway.get("/events/").body.find("<title>event-gateway</title>") != std::string::npos);
    CHECK(gateway.get("/events/events/1").body.find("Event 1") != std::string::npos);
    CHECK(gateway.get("/events/1").body.find("Event 1") != std::string::npos);
    CHECK(gateway.get("/events/api/v1/events/1").status == 200);
}

TEST_CASE("base path: a bad one ends the start with one line, and a good one is read everywhere") {
    for (const std::string wrong :
         {"", "udp", "udp/", "//", "/udp//lab", "/..", "/a/../b", "/.", "/udp?x", "/udp#x", "/a b",
          "/u\ndp", "/%75dp", "http://a.example/udp", "/ü", "//evil.example"}) {
        CAPTURE(wrong);
        const auto start = run_gateway({"--base-path", wrong});
        CHECK(start.status == 2);
        CHECK(start.err.find("--base-path") != std::string::npos);
        CHECK(start.err.find("expected a path like /udp") != std::string::npos);
        CHECK(start.err.find('\n') == start.err.size() - 1);
    }
    CHECK(run_gateway({"--base-path", "/" + std::string(255, 'x')}).status == 2);
    const temp_folder folder;
    gateway_process by_file({"--config", folder.write("gateway.toml", "base-path = '/a/b-c/'\n")});
    CHECK(by_file.get("/a/b-c").header("Location") == "/a/b-c/");
    gateway_process by_environment({}, {"EVENT_GATEWAY_BASE_PATH=/x.y~z_0"});
    CHECK(by_environment.get("/x.y~z_0").header("Location") == "/x.y~z_0/");
    gateway_process root({"--base-path", "/"});
    CHECK(root.post("x").header("Location") == "/api/v1/events/1");
}
