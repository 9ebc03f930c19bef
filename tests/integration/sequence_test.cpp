#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

// Where in the list of /api/v1/sources this sender stands; throws where it does not.
std::string place_of(const std::string& json, const std::string& source) {
    for (int i = 0;; ++i) {
        const std::string at = "/sources/" + std::to_string(i);
        if (json_string(json, at + "/source") == source) return at;
    }
}

// "missing duplicated reordered restarts last" of a sender; empty where it has no numbers.
std::string loss_of(const gateway_process& gateway, const std::string& source) {
    const std::string json = gateway.get("/api/v1/sources").body;
    const figures f(json);
    const std::string at = place_of(json, source) + "/sequence/";
    std::string all;
    if (!f.has(at + "missing")) return all;
    for (const char* name : {"missing", "duplicated", "reordered", "restarts", "last"}) {
        all += (all.empty() ? "" : " ") + std::to_string(f[at + name]);
    }
    return all;
}

void send_events(udp_client& client, const gateway_process& gateway, const std::vector<int>& all) {
    for (const int n : all) client.send(gateway.udp(), "event " + std::to_string(n));
}

// What a start with this configuration file says; it has to be refused.
std::string refusal(const std::string& toml) {
    const temp_folder folder;
    const auto start = run_gateway({"--config", folder.write("gateway.toml", toml)});
    CHECK(start.status == 2);
    CHECK(lines_of(start.err).size() == 1);
    return start.err;
}

} // namespace

TEST_CASE("sequence: udp-sender is followed to the last number") {
    gateway_process gateway;
    for (const std::string size : {"30", "1000"}) {
        REQUIRE(run_command({binary_path("SENDER_BINARY"), "--count", "3000", "--rate", "30000",
                             "--sources", "3", "--size", size, gateway.udp().text()})
                    .status == 0);
    }
    REQUIRE(wait_stored(gateway, 6'000));
    const std::string json = gateway.get("/api/v1/sources").body;
    for (int i = 0; i < 6; ++i) {
        // Three ports in turn: each one's numbers have two others between them.
        const std::string source = json_string(json, "/sources/" + std::to_string(i) + "/source");
        CHECK(loss_of(gateway, source).empty());
    }
    udp_client one;
    std::vector<int> run;
    for (int n = 1; n <= 2'000; ++n) run.push_back(n);
    send_events(one, gateway, run);
    REQUIRE(wait_stored(gateway, 8'000));
    CHECK(loss_of(gateway, one.name()) == "0 0 0 0 2000");
}

TEST_CASE("sequence: one run of udp-sender loses what the kernel dropped") {
    gateway_process gateway({"--rcvbuf", "4KiB"});
    const auto result =
        run_command({binary_path("SENDER_BINARY"), "--count", "20000", "--size", "1400", "--json",
                     "--verify", "http://" + gateway.http().text(), gateway.udp().text()});
    const figures sent(result.out);
    const std::string json = gateway.get("/api/v1/sources").body;
    const std::string source = json_string(json, "/sources/0/source");
    const figures f(json);
    // All but what was lost in front of the first and behind the last one that came.
    const auto first = event_of(gateway, 1).bytes;
    const std::uint64_t begun = std::stoull(first.substr(first.find(' ') + 1));
    CHECK(f["/sources/0/sequence/missing"] ==
          f["/sources/0/sequence/last"] - begun + 1 - sent["/verify/arrived"]);
    CHECK(f["/sources/0/sequence/duplicated"] == 0);
    CHECK(f["/sources/0/sequence/reordered"] == 0);
}

TEST_CASE("sequence: what is left out and doubled and late, and a restart") {
    gateway_process gateway;
    udp_client one("127.0.0.2"), two("127.0.0.3"), plain("127.0.0.4");
    send_events(one, gateway, {1, 2, 5, 5, 8, 7, 9}); // 3, 4, 6 never come
    send_events(two, gateway, {10, 11, 1, 2, 3});
    plain.send(gateway.udp(), "temperature 7");
    plain.send(gateway.udp(), "event of the day");
    REQUIRE(gateway.post("event 1").status == 201);
    REQUIRE(gateway.post("event 2").status == 201);
    REQUIRE(wait_stored(gateway, 16));
    CHECK(loss_of(gateway, one.name()) == "3 1 1 0 9");
    CHECK(loss_of(gateway, two.name()).starts_with("0 "));
    CHECK(loss_of(gateway, plain.name()).empty());
    const auto stats = stats_of(gateway);
    CHECK(stats["/sequence/missing"] == 3);
    CHECK(stats["/sequence/duplicated"] == 1);
    CHECK(stats["/sequence/reordered"] >= 1);
    const std::string metrics = gateway.get("/metrics").body;
    CHECK(metrics.find("\nevent_gateway_sequence_missing 3\n") != std::string::npos);
    CHECK(metrics.find("\nevent_gateway_sequence_duplicated 1\n") != std::string::npos);
    CHECK(metrics.find("127.0.0.2") == std::string::npos);

    udp_client three("127.0.0.5");
    std::vector<int> twice;
    for (int n = 1; n <= 100; ++n) twice.push_back(n);
    send_events(three, gateway, twice);
    send_events(three, gateway, twice); // it was switched off and on
    REQUIRE(wait_stored(gateway, 216));
    CHECK(loss_of(gateway, three.name()) == "0 0 0 1 100");
}

TEST_CASE("sequence: a configured pattern") {
    const temp_folder folder;
    gateway_process gateway(
        {"--config", folder.write("gateway.toml", "[sequence]\npattern = 'seq=(\\d+)'\n")});
    udp_client client;
    for (const char* payload :
         {"t=1 seq=65530 x", "event 1", "event 2", "t=2 seq=65533 x", "\xff"}) {
        client.send(gateway.udp(), payload);
    }
    REQUIRE(wait_stored(gateway, 5));
    CHECK(loss_of(gateway, client.name()) == "2 0 0 0 65533");
}

TEST_CASE("sequence: a configured field of JSON, of 16 bits") {
    const temp_folder folder;
    gateway_process gateway(
        {"--config", folder.write("gateway.toml", "sequence = { json = '/head/n', bits = 16 }\n")});
    udp_client client;
    for (const int n : {65'534, 65'535, 0, 2, 1, 2, 3}) {
        client.send(gateway.udp(), "{\"t\":[1,\"}\"],\"head\":{\"n\":" + std::to_string(n) + "}}");
    }
    client.send(gateway.udp(), "{\"head\":{\"n\":70000}}");
    REQUIRE(wait_stored(gateway, 8));
    CHECK(loss_of(gateway, client.name()) == "0 1 1 0 3");
}

TEST_CASE("sequence: a reopened ring file is counted again") {
    const temp_folder folder;
    const std::string file = folder.path("ring");
    std::string sender;
    {
        gateway_process gateway({"--ring-file", file, "--ring-size", "1MiB"});
        udp_client client;
        sender = client.name();
        send_events(client, gateway, {1, 2, 5, 5, 4});
        REQUIRE(wait_stored(gateway, 5));
        gateway_process shown({"--read-only", "--ring-file", file});
        CHECK(loss_of(shown, sender) == "1 1 1 0 5");
        send_events(client, gateway, {9});
        CHECK(eventually([&] { return loss_of(shown, sender) == "4 1 1 0 9"; }));
        CHECK(stats_of(shown)["/sequence/missing"] == 4);
        CHECK(gateway.stop() == 0);
    }
    gateway_process again({"--ring-file", file});
    CHECK(loss_of(again, sender) == "4 1 1 0 9");
    const std::string json = again.get("/api/v1/sources").body;
    CHECK(figures(json)[place_of(json, sender) + "/events"] == 6);
}

TEST_CASE("sequence: a broken table ends the start with one sentence") {
    const auto names = [](const std::string& error, const std::vector<std::string>& parts) {
        CAPTURE(error);
        for (const std::string& part : parts) CHECK(error.find(part) != std::string::npos);
    };
    names(refusal("[sequence]\npattern = 'seq=('\n"),
          {"gateway.toml:2:", "'pattern'", "missing )"});
    names(refusal("[sequence]\npattern = '(a)(b)'\n"), {"'pattern'", "one group", "2 groups"});
    names(refusal("[sequence]\npattern = 'seq=\\d+'\n"), {"'pattern'", "0 groups"});
    names(refusal("[sequence]\n\njson = '/a~2'\n"), {"gateway.toml:3:", "'json'", "JSON pointer"});
    names(refusal("[sequence]\nbits = 24\n"), {"'bits'", "16, 32 or 64"});
    names(refusal("[sequence]\nfield = 'x'\n"), {"'field'", "pattern, json or bits"});
    names(refusal("[sequence]\njson = 'a'\npattern = '(\\d)'\n"), {"not both"});
    names(refusal("sequence = 'x'\n"), {"'sequence' is not a table"});
}

TEST_CASE("sources: who stops sending is silent since its last event") {
    gateway_process gateway;
    udp_client regular("127.0.0.2"), once("127.0.0.3");
    for (int i = 0; i < 5; ++i) regular.send(gateway.udp(), "tick");
    once.send(gateway.udp(), "tick");
    REQUIRE(wait_stored(gateway, 6));
    const std::string first = gateway.get("/api/v1/sources").body;
    CHECK(first.find("\"silent_since\":\"") == std::string::npos);
    const auto silent = [&] {
        const std::string json = gateway.get("/api/v1/sources").body;
        const std::string at = place_of(json, regular.name());
        return json.find("\"silent_since\":\"" + json_string(json, at + "/last_seen") + "\"") !=
               std::string::npos;
    };
    CHECK(eventually(silent));
    const std::string json = gateway.get("/api/v1/sources").body;
    CHECK_THROWS(json_string(json, place_of(json, once.name()) + "/silent_since"));
}
