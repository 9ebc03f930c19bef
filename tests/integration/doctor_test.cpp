#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string doctor_of(const gateway_process& gateway) {
    const auto answer = gateway.get("/api/v1/doctor");
    REQUIRE(answer.status == 200);
    CHECK(answer.header("Content-Type") == "application/json");
    CHECK(answer.header("Cache-Control") == "no-store");
    REQUIRE(is_json(answer.body));
    return answer.body;
}

std::string told(const gateway_process& gateway, const std::string& pointer) {
    return json_string(doctor_of(gateway), pointer);
}

// The state of the self-test's first datagram when it has come to its end; all of it in `json`.
std::string end_of_self_test(const gateway_process& gateway, std::string& json) {
    REQUIRE(eventually([&] {
        json = gateway.get("/api/v1/doctor/self-test").body;
        return contains(json, "\"running\":false");
    }));
    return json_string(json, "/listeners/0/state");
}

http_response begin_self_test(const gateway_process& gateway, const std::string& headers = {}) {
    return http_client(gateway.http()).request("POST", "/api/v1/doctor/self-test", headers);
}

} // namespace

TEST_CASE("doctor: what is bound, and which address to type") {
    gateway_process gateway({"--udp", ":0", "--udp", "127.0.0.1:0"});
    gateway.send("x");
    REQUIRE(wait_stored(gateway, 1));
    const std::string json = doctor_of(gateway);
    const figures f(json);
    CHECK(json_string(json, "/udp/0/udp") == gateway.udp(0).text());
    CHECK(json_string(json, "/udp/0/bound") == "on every address of this machine, IPv4 and IPv6");
    CHECK(contains(json_string(json, "/udp/1/bound"), "on this machine alone"));
    CHECK(f["/udp/0/received"] + f["/udp/1/received"] == 1);
    CHECK(f["/udp/0/rcvbuf_asked"] == 8 << 20);
    CHECK(f["/received"] == 1);
    CHECK(json_string(json, "/http/0/url") == "http://" + gateway.http().text() + "/");
    CHECK(contains(json, "\"allow_udp\":[],\"last_rejected\":null,\"last_refused_request\":null"));
    CHECK(unix_ns(json_string(json, "/started")) <= unix_ns(json_string(json, "/time")));
    CHECK(unix_ns(json_string(json, "/time")) <= unix_ns_now());
    // Loopback is there on every machine, and devices can't type it.
    const std::string loopback =
        "{\"target\":\"127.0.0.1:" + std::to_string(gateway.udp(1).port) +
        "\",\"host\":\"127.0.0.1\",\"port\":" + std::to_string(gateway.udp(1).port) +
        ",\"interface\":\"lo\"";
    CHECK(contains(json, loopback));
    CHECK(json_string(json, "/reached/local") == gateway.http().text());
    CHECK(json_string(json, "/reached/client").starts_with("127.0.0.1:"));
    CHECK(json_string(json, "/reached/host") == gateway.http().text());
}

TEST_CASE("doctor: the findings name what is wrong, the worst first") {
    gateway_process gateway({"--allow-udp", "10.0.0.0/8"});
    udp_client device;
    device.send(gateway.udp(), "x");
    REQUIRE(eventually([&] { return stats_of(gateway)["/udp/rejected"] == 1; }));
    const std::string json = doctor_of(gateway);
    CHECK(json_string(json, "/findings/0/level") == "bad");
    CHECK(contains(json_string(json, "/findings/0/text"), "Only programs on this machine"));
    CHECK(json_string(json, "/findings/1/level") == "bad");
    CHECK(json_string(json, "/findings/1/text") ==
          "1 datagram was rejected: its source is not in --allow-udp.");
    device.send(gateway.udp(), "x");
    REQUIRE(eventually([&] { return stats_of(gateway)["/udp/rejected"] == 2; }));
    CHECK(told(gateway, "/findings/1/text") ==
          "All 2 datagrams were rejected: their sources are not in --allow-udp.");
}

TEST_CASE("doctor: before anything has come it says so") {
    gateway_process gateway({"--udp", ":0"});
    CHECK(contains(doctor_of(gateway), "No datagram has reached this program since it started at"));
    gateway.send("x");
    REQUIRE(wait_stored(gateway, 1));
    CHECK(contains(doctor_of(gateway), "1 datagram has reached this program since it started at"));
}

TEST_CASE("doctor: the last rejected source, when, where and why") {
    gateway_process gateway({"--allow-udp", "127.0.0.1", "--allow-udp", "10.0.0.0/8"});
    udp_client allowed("127.0.0.1"), first("127.0.0.2"), last("127.0.0.3");
    const auto begun = unix_ns_now();
    first.send(gateway.udp(), "x");
    REQUIRE(eventually([&] { return stats_of(gateway)["/udp/rejected"] == 1; }));
    CHECK(told(gateway, "/last_rejected/source") == first.name());
    last.send(gateway.udp(), "x");
    allowed.send(gateway.udp(), "y");
    REQUIRE(wait_stored(gateway, 1));
    const std::string json = doctor_of(gateway);
    CHECK(figures(json)["/rejected"] == 2);
    CHECK(json_string(json, "/last_rejected/source") == last.name());
    CHECK(json_string(json, "/last_rejected/local") == gateway.udp().text());
    const auto time = unix_ns(json_string(json, "/last_rejected/time"));
    CHECK(time >= begun);
    CHECK(time <= unix_ns_now());
    CHECK(json_string(json, "/last_rejected/why") ==
          "--allow-udp names 127.0.0.1, 10.0.0.0/8, and 127.0.0.3 is not in it. To let it in, "
          "start with --allow-udp 127.0.0.3 as well.");
    CHECK(json_string(json, "/allow_udp/1") == "10.0.0.0/8");
    CHECK(contains(gateway.get("/doctor").body, "from " + last.name() + " to "));
}

TEST_CASE("doctor: the last request that was not let in, or that should have stored something") {
    gateway_process gateway({"--max-body", "1KiB"});
    const auto refused = [&](const std::string& member) {
        return told(gateway, "/last_refused_request/" + member);
    };
    CHECK(gateway.get("/events/99").status == 404);
    CHECK(contains(doctor_of(gateway), "\"last_refused_request\":null"));
    CHECK(gateway.post("x", "Origin: http://evil.example\r\n").status == 403);
    CHECK(refused("why") == "This request comes from a page of another origin.");
    CHECK(refused("request") == "POST /api/v1/events");
    CHECK(refused("client").starts_with("127.0.0.1:"));
    CHECK(unix_ns(refused("time")) <= unix_ns_now());
    http_client other(gateway.http());
    other.send("GET /livez HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    CHECK(other.read().status == 421);
    CHECK(figures(doctor_of(gateway))["/last_refused_request/status"] == 421);
    CHECK(gateway.post(std::string(2'000, 'x')).status == 413);
    CHECK(figures(doctor_of(gateway))["/last_refused_request/status"] == 413);
    http_client lost(gateway.http());
    CHECK(lost.request("POST", "/a&b/" + std::string(500, 'z'), {}, "x").status == 404);
    CHECK(refused("request") == "POST /a&b/" + std::string(115, 'z') + "...");
    CHECK(contains(gateway.get("/doctor").body, "POST /a&amp;b/zzz"));
    http_client garbage(gateway.http());
    garbage.send("GET\r\n\r\n");
    CHECK(garbage.read().status == 400);
    CHECK(contains(doctor_of(gateway), "\"request\":\"\""));
    CHECK(contains(doctor_of(gateway), "\"client\":null"));
}

TEST_CASE("doctor: the self-test's datagram is an event like any other") {
    gateway_process gateway({"--udp", ":0", "--udp", "127.0.0.1:0", "--udp", "[::1]:0"});
    const auto begun = begin_self_test(gateway);
    CHECK(begun.status == 200);
    CHECK(begun.header("Cache-Control") == "no-store");
    std::string json;
    CHECK(end_of_self_test(gateway, json) == "stored");
    const auto page = page_of(gateway);
    REQUIRE(page.events.size() == 3);
    const figures f(json);
    for (std::size_t i = 0; i < 3; ++i) {
        const std::string at = "/listeners/" + std::to_string(i);
        CHECK(json_string(json, at + "/state") == "stored");
        CHECK(json_string(json, at + "/udp") == gateway.udp(i).text());
        const auto event = event_of(gateway, f[at + "/seq"]);
        CHECK(event.source == json_string(json, at + "/from"));
        CHECK(event.bytes == json_string(json, "/text"));
        CHECK(event.via == "udp");
        CHECK(f[at + "/received_us"] <= f[at + "/stored_us"]);
    }
    CHECK(json_string(json, "/listeners/0/to") ==
          "127.0.0.1:" + std::to_string(gateway.udp(0).port));
    CHECK(json_string(json, "/listeners/2/to") == gateway.udp(2).text());
    CHECK(stats_of(gateway)["/balance/unexplained"] == 0);
    // Another one has another text.
    const std::string text = json_string(json, "/text");
    CHECK(begin_self_test(gateway).status == 200);
    CHECK(end_of_self_test(gateway, json) == "stored");
    CHECK(json_string(json, "/text") != text);
}

TEST_CASE("doctor: a self-test of a group goes to the group") {
    gateway_process gateway({"--udp", "239.255.7.7:0%lo"});
    CHECK(begin_self_test(gateway).status == 200);
    std::string json;
    CHECK(end_of_self_test(gateway, json) == "stored");
    CHECK(json_string(json, "/listeners/0/to") == gateway.udp().text());
    const std::string facts = doctor_of(gateway);
    CHECK(json_string(facts, "/udp/0/group") == "239.255.7.7");
    CHECK(contains(json_string(facts, "/udp/0/bound"), "in the group 239.255.7.7 on lo"));
    CHECK(json_string(facts, "/targets/0/target") == gateway.udp().text());
    CHECK(json_string(facts, "/targets/0/reach") == "group");
}

TEST_CASE("doctor: a self-test that --allow-udp does not let in says so") {
    gateway_process gateway({"--allow-udp", "10.0.0.0/8"});
    CHECK(begin_self_test(gateway).status == 200);
    std::string json;
    CHECK(end_of_self_test(gateway, json) == "rejected");
    CHECK(json_string(json, "/listeners/0/why") ==
          "It came, and was rejected: --allow-udp does not name 127.0.0.1.");
    CHECK(told(gateway, "/last_rejected/source") == json_string(json, "/listeners/0/from"));
    CHECK(stats_of(gateway)["/udp/rejected"] == 1);
    CHECK(stats_of(gateway)["/ring/stored"] == 0);
}

TEST_CASE("doctor: who may begin a self-test") {
    gateway_process gateway;
    CHECK(begin_self_test(gateway, "Origin: http://evil.example\r\n").status == 403);
    CHECK(begin_self_test(gateway, "Sec-Fetch-Site: cross-site\r\n").status == 403);
    CHECK(
        gateway.get("/api/v1/doctor/self-test").body ==
        R"({"id":"0000000000000000","running":false,"text":"","patience_ms":2000,"listeners":[]})");
    CHECK(stats_of(gateway)["/ring/stored"] == 0);
    CHECK(gateway.get("/api/v1/doctor?x=1").status == 400);
    CHECK(gateway.get("/doctor?x=1").status == 400);
    const auto wrong = http_client(gateway.http()).request("PUT", "/api/v1/doctor/self-test");
    CHECK(wrong.status == 405);
    CHECK(wrong.header("Allow") == "GET, HEAD, POST, OPTIONS");
}

TEST_CASE("doctor: a ring that is only shown has nothing to test") {
    const temp_folder folder;
    const std::string file = folder.path("ring");
    gateway_process writes({"--ring-file", file, "--ring-size", "1MiB"});
    gateway_process shows({"--read-only", "--ring-file", file});
    const std::string json = doctor_of(shows);
    CHECK(contains(json, "\"targets\":[]"));
    CHECK(contains(json, "\"udp\":[]"));
    CHECK(contains(json, "\"watch\":null"));
    CHECK(begin_self_test(shows).status == 403);
    CHECK(contains(shows.get("/doctor").body, "there is nothing to test"));
}

TEST_CASE("doctor: a buffer that is less than asked for has its command, a token is said") {
    const temp_folder folder;
    gateway_process gateway(
        started_by({"setpriv", "--bounding-set", "-net_admin", "--inh-caps", "-net_admin", "--"},
                   gateway_launch({"--http", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--rcvbuf",
                                   "512MiB", "--token-file", folder.write("token", "secret\n")})));
    CHECK(gateway.get("/api/v1/doctor").status == 401);
    const auto answer = gateway.get("/api/v1/doctor", "Authorization: Bearer secret\r\n");
    CHECK(json_string(answer.body, "/udp/0/rcvbuf_command") ==
          "sudo sysctl -w net.core.rmem_max=536870912");
    CHECK(contains(answer.body, "\"asks_for_token\":true"));
    CHECK(contains(answer.body, "The kernel grants a smaller receive buffer"));
    // A request without the token was one that was not let in.
    CHECK(figures(answer.body)["/last_refused_request/status"] == 401);
}

TEST_CASE("doctor: the page has its facts as it is served") {
    gateway_process gateway({"--udp", ":0", "--udp", "127.0.0.1:0"});
    const auto answer = gateway.get("/doctor");
    CHECK(answer.status == 200);
    CHECK(answer.header("Content-Type") == "text/html; charset=utf-8");
    CHECK(contains(answer.header("Content-Security-Policy"), "script-src 'self'"));
    CHECK_FALSE(contains(answer.body, "style="));
    CHECK_FALSE(contains(answer.body, "href=\"/"));
    CHECK_FALSE(contains(answer.body, "src=\"/"));
    for (const std::string& part :
         {"<code>udp " + gateway.udp(0).text() + "</code>",
          "http://" + gateway.http().text() + "/</code> without TLS, from this machine only",
          "udp port " + std::to_string(gateway.udp(0).port),
          std::string{"every source (no --allow-udp)"},
          "reached the gateway as " + gateway.http().text()}) {
        CAPTURE(part);
        CHECK(contains(answer.body, part));
    }
}
