#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/sse_reader.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

using options = std::vector<std::string>;

void check_same_ring(const gateway_process& shown, const gateway_process& written) {
    const auto s = stats_of(shown), w = stats_of(written);
    for (const std::string at : {"/ring/stored", "/ring/evicted", "/ring/held", "/ring/oldest",
                                 "/ring/newest", "/ring/bytes", "/ring/capacity"}) {
        CAPTURE(at);
        CHECK(s[at] == w[at]);
    }
    CHECK(s["/ring/read_only"] == 1);
    CHECK(w["/ring/read_only"] == 0);
    const std::string all = "/api/v1/events?format=ndjson&after=0";
    CHECK(shown.get(all).body == written.get(all).body);
}

} // namespace

TEST_CASE("read_only: shows the ring of yesterday, in pages, streams and exports") {
    const temp_folder folder;
    const std::string path = folder.path("ring");
    std::string page, tag;
    {
        gateway_process gateway({"--ring-file", path, "--ring-size", "1MiB"});
        for (int i = 0; i < 20; ++i) gateway.send("event " + std::to_string(i));
        REQUIRE(wait_stored(gateway, 20));
        page = gateway.get("/api/v1/events").body;
        tag = gateway.get("/api/v1/events/7/payload").header("ETag");
        CHECK(gateway.stop() == 0);
    }
    const auto before = std::filesystem::last_write_time(path);
    gateway_process shown({"--read-only", "--ring-file", path});
    CHECK(shown.udp_count() == 0);
    CHECK(shown.get("/api/v1/events").body == page);
    CHECK(shown.get("/api/v1/events/7/payload").header("ETag") == tag);
    CHECK(shown.get("/events/7").status == 200);
    CHECK(shown.get("/").status == 200);
    CHECK(shown.get("/api/v1/sources").body.find("\"events\":1,") != std::string::npos);
    sse_reader reader(shown.http(), "/api/v1/stream?after=18");
    CHECK(reader.next()->id == "19");
    CHECK(reader.next()->id == "20");
    const auto f = stats_of(shown);
    CHECK(f["/ring/stored"] == 20);
    CHECK(f["/ring/read_only"] == 1);
    CHECK(f["/udp/received"] == 0);
    CHECK(shown.get("/metrics").body.find("event_gateway_ring_read_only 1\n") != std::string::npos);
    CHECK(shown.stop() == 0);
    CHECK(std::filesystem::last_write_time(path) == before);
}

TEST_CASE("read_only: takes no events and says why") {
    const temp_folder folder;
    const std::string path = folder.path("ring");
    { gateway_process gateway({"--ring-file", path, "--ring-size", "1MiB"}); }
    gateway_process shown({"--read-only", "--ring-file", path});
    const auto refused = shown.post("x");
    CHECK(refused.status == 403);
    CHECK(refused.body.find("--read-only") != std::string::npos);
    CHECK(stats_of(shown)["/ring/stored"] == 0);
    CHECK(stats_of(shown)["/http/posted"] == 0);
}

TEST_CASE("read_only: follows a gateway that runs, over its laps and its restarts") {
    const temp_folder folder;
    const options with_file{"--ring-file", folder.path("ring"), "--ring-size", "256KiB"};
    std::optional<gateway_process> gateway;
    gateway.emplace(with_file);
    gateway_process shown({"--read-only", "--ring-file", folder.path("ring")});
    sse_reader reader(shown.http(), "/api/v1/stream?after=0");
    udp_client client;
    std::uint64_t sent = 0, read = 0;
    for (int restart = 0; restart < 2; ++restart) {
        for (int i = 1; i <= 400; ++i) {
            client.send(gateway->udp(), std::string(++sent * 31 % 2000, 'x'));
            if (i % 20 != 0) continue; // less than the ring holds
            while (read < sent) REQUIRE(reader.next()->id == std::to_string(++read));
        }
        REQUIRE(wait_stored(*gateway, sent));
        REQUIRE(wait_stored(shown, sent));
        check_same_ring(shown, *gateway);
        gateway->process().send_signal(SIGKILL);
        REQUIRE(gateway->process().wait_exit());
        gateway.emplace(with_file);
    }
    gateway->send("and once more");
    REQUIRE(wait_stored(shown, sent + 1));
    CHECK(stats_of(shown)["/ring/evicted"] > 0);
    CHECK(event_of(shown, sent + 1).bytes == "and once more");
    check_same_ring(shown, *gateway);
}

TEST_CASE("read_only: several may look at once, and none of them hinders a gateway's start") {
    const temp_folder folder;
    const std::string path = folder.path("ring");
    { gateway_process gateway({"--ring-file", path, "--ring-size", "1MiB"}); }
    gateway_process one({"--read-only", "--ring-file", path});
    gateway_process two({"--read-only", "--ring-file", path});
    gateway_process gateway({"--ring-file", path});
    gateway.send("seen by all");
    CHECK(wait_stored(one, 1));
    CHECK(wait_stored(two, 1));
}

TEST_CASE("read_only: is asked for on the command line, in the environment or in the file") {
    const temp_folder folder;
    const std::string path = folder.path("ring");
    { gateway_process gateway({"--ring-file", path, "--ring-size", "1MiB"}); }
    const std::string config =
        folder.write("gateway.toml", "ring-file = \"" + path + "\"\nread-only = true\n");
    CHECK(gateway_process({"--config", config}).udp_count() == 0);
    CHECK(gateway_process({}, {"EVENT_GATEWAY_READ_ONLY=true", "EVENT_GATEWAY_RING_FILE=" + path})
              .udp_count() == 0);
    CHECK(gateway_process({"--config", config}, {"EVENT_GATEWAY_READ_ONLY=false"}).udp_count() ==
          1);
}

TEST_CASE("read_only: without a file or with one that is not there it does not start") {
    const temp_folder folder;
    const auto alone = run_gateway({"--read-only"});
    CHECK(alone.status == 2);
    CHECK(lines_of(alone.err).size() == 1);
    CHECK(alone.err.find("--ring-file") != std::string::npos);
    const auto missing = run_gateway({"--read-only", "--ring-file", folder.path("ring")});
    CHECK(missing.status == 1);
    CHECK(lines_of(missing.err).size() == 1);
    CHECK(missing.err.find(folder.path("ring")) != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(folder.path("ring")));
    CHECK(run_gateway({}, {"EVENT_GATEWAY_READ_ONLY=perhaps"}).status == 2);
}
