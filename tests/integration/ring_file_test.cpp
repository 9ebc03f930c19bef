#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/sse_reader.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

using options = std::vector<std::string>;

void kill(gateway_process& gateway) {
    gateway.process().send_signal(SIGKILL);
    REQUIRE(gateway.process().wait_exit() == 128 + SIGKILL);
}

void check_balance(const figures& f) {
    CHECK(f["/ring/stored"] == f["/ring/held"] + f["/ring/evicted"]);
    CHECK(f["/ring/dropped"] <= f["/ring/evicted"]);
}

// Overwrites a page of the arena of a ring file.
void damage(const temp_folder& folder, std::size_t page) {
    std::string bytes = folder.read("ring");
    bytes.replace((2 + page) * 4096, 4096, std::string(4096, '\x5a'));
    folder.write("ring", bytes);
}

} // namespace

TEST_CASE("ring_file: events survive a restart and a kill with all that they are") {
    const temp_folder folder;
    const options with_file{"--ring-file", folder.path("ring"), "--ring-size", "1MiB"};
    std::string page, tag;
    {
        gateway_process gateway(with_file);
        gateway.send(std::string("\0\xff bytes", 8));
        REQUIRE(wait_stored(gateway, 1));
        CHECK(gateway.post("posted", "Content-Type: text/x-test\r\n").status == 201);
        gateway.send("");
        REQUIRE(wait_stored(gateway, 3));
        page = gateway.get("/api/v1/events").body;
        tag = gateway.get("/api/v1/events/1/payload").header("ETag");
        CHECK(gateway.stop() == 0);
    }
    for (int restart = 0; restart < 3; ++restart) {
        gateway_process gateway(with_file);
        CHECK(gateway.get("/api/v1/events").body == page);
        CHECK(gateway.get("/api/v1/events/1/payload").header("ETag") == tag);
        const auto f = stats_of(gateway);
        check_balance(f);
        CHECK(f["/ring/stored"] == 3);
        CHECK(f["/ring/dropped"] == 0);
        CHECK(f["/udp/received"] == 0); // since the start
        kill(gateway);
    }
    gateway_process gateway(with_file);
    CHECK(gateway.post("next").body == "{\"seq\":4}");
    CHECK(event_of(gateway, 2).content_type == "text/x-test");
}

TEST_CASE("ring_file: a stream goes on at Last-Event-ID over a restart") {
    const temp_folder folder;
    const options with_file{"--ring-file", folder.path("ring")};
    {
        gateway_process gateway(with_file);
        for (int i = 0; i < 5; ++i) gateway.send("before");
        REQUIRE(wait_stored(gateway, 5));
        kill(gateway);
    }
    gateway_process gateway(with_file);
    gateway.send("after");
    sse_reader reader(gateway.http(), "/api/v1/stream", "Last-Event-ID: 4\r\n");
    CHECK(reader.next()->id == "5");
    CHECK(reader.next()->id == "6");
}

TEST_CASE("ring_file: another ring is another one although it has the same numbers") {
    const temp_folder folder;
    std::string tags[2];
    for (std::string& tag : tags) {
        gateway_process gateway({"--ring-file", folder.path(tag == tags[0] ? "one" : "two")});
        gateway.send("same");
        REQUIRE(wait_stored(gateway, 1));
        tag = gateway.get("/api/v1/events/1/payload").header("ETag");
    }
    CHECK(tags[0] != tags[1]);
}

TEST_CASE("ring_file: the file says how large the ring is") {
    const temp_folder folder;
    const std::string path = folder.path("ring");
    { gateway_process gateway({"--ring-file", path, "--ring-size", "2MiB"}); }
    gateway_process gateway({"--ring-file", path});
    CHECK(stats_of(gateway)["/ring/capacity"] == 2 << 20);
    CHECK(gateway.stop() == 0);
    CHECK(stats_of(gateway_process(
              {"--ring-file", path, "--ring-size", "2048KiB"}))["/ring/capacity"] == 2 << 20);
}

TEST_CASE("ring_file: a damaged file loses what was damaged, and everybody is told") {
    const temp_folder folder;
    const options with_file{"--ring-file", folder.path("ring"), "--ring-size", "1MiB"};
    {
        gateway_process gateway(with_file);
        udp_client client;
        for (int i = 0; i < 100; ++i)
            client.send(gateway.udp(), std::string(928, 'x')); // 1,000 each
        REQUIRE(wait_stored(gateway, 100));
        kill(gateway);
    }
    damage(folder, 5);
    gateway_process gateway(with_file);
    const auto f = stats_of(gateway);
    check_balance(f);
    CHECK(f["/ring/stored"] == 100);
    CHECK(f["/ring/newest"] == 100);
    CHECK(f["/ring/oldest"] == 1);
    CHECK(f["/ring/dropped"] == 5); // bytes 20,480 to 24,576
    CHECK(f["/ring/held"] == 95);
    const auto told = [](const std::string&, const std::string& err) {
        return err.find("95 events were kept, 5 dropped") != std::string::npos;
    };
    CHECK(gateway.process().wait_output(told));
    CHECK(gateway.get("/metrics").body.find("event_gateway_ring_dropped_total 5\n") !=
          std::string::npos);
    CHECK(gateway.get("/api/v1/events/22").status == 410);
    CHECK(gateway.get("/events/22").status == 410);
    CHECK(page_of(gateway, "after=0&limit=1000").events.size() == 95);
    CHECK(page_of(gateway, "contains=x&limit=1000").events.size() == 95);

    sse_reader reader(gateway.http(), "/api/v1/stream?after=19");
    CHECK(reader.next()->id == "20");
    const auto gap = reader.next();
    CHECK(gap->type == "gap");
    CHECK(gap->data == "{\"from\":21,\"to\":25,\"lost\":5}");
    CHECK(reader.next()->id == "26");
    CHECK(gateway.post("next").body == "{\"seq\":101}");
    CHECK(gateway.stop() == 0);
    // It is mended: the next start finds nothing new.
    gateway_process again(with_file);
    CHECK(stats_of(again)["/ring/dropped"] == 5);
    CHECK(stats_of(again)["/ring/held"] == 96);
    CHECK(again.process().err().find("dropped") == std::string::npos);
}

TEST_CASE("ring_file: a file that is cut under a running gateway ends it with a line") {
    const temp_folder folder;
    gateway_process gateway({"--ring-file", folder.path("ring"), "--ring-size", "1MiB"});
    std::filesystem::resize_file(folder.path("ring"), 8192);
    gateway.send("has no place");
    CHECK(gateway.process().wait_exit() == 1);
    CHECK(gateway.process().err().find("event-gateway: the ring file can't be read or written") !=
          std::string::npos);
}

TEST_CASE("ring_file: SIGKILL under load: whatever anybody saw stored is there afterwards") {
    const temp_folder folder;
    const options with_file{"--ring-file", folder.path("ring"), "--ring-size", "4MiB"};
    std::uint64_t stored = 0;
    for (int run = 0; run < (sanitized ? 12 : 60); ++run) {
        CAPTURE(run);
        std::string seen;
        std::uint64_t newest = 0;
        {
            gateway_process gateway(with_file);
            const endpoint to = gateway.udp();
            child_process sender(
                {{binary_path("SENDER_BINARY"), to.text(), "run {n}", "--count", "1000000",
                  "--rate", "40000", "--quiet", "--size", std::to_string(20 + run * 37 % 1500)},
                 {},
                 {}});
            const std::uint64_t enough = stored + 1 + static_cast<std::uint64_t>(run * 97 % 1000);
            http_client client(gateway.http());
            newest = stored;
            while (newest < enough) {
                newest = figures(client.get("/api/v1/stats").body)["/ring/newest"];
            }
            const std::string after = std::to_string(std::max(newest, std::uint64_t{300}) - 300);
            seen = client
                       .get("/api/v1/events?format=ndjson&after=" + after +
                            "&before=" + std::to_string(newest + 1))
                       .body;
            kill(gateway);
        }
        gateway_process gateway(with_file);
        const auto f = stats_of(gateway);
        check_balance(f);
        CHECK(f["/ring/newest"] >= newest);
        CHECK(f["/ring/dropped"] == 0);
        CHECK(f["/ring/held"] == f["/ring/newest"] + 1 - f["/ring/oldest"]);
        const std::string after = std::to_string(std::max(newest, std::uint64_t{300}) - 300);
        const std::string now = gateway
                                    .get("/api/v1/events?format=ndjson&after=" + after +
                                         "&before=" + std::to_string(newest + 1))
                                    .body;
        CHECK(!seen.empty());
        CHECK(now == seen);
        stored = f["/ring/newest"];
        kill(gateway);
    }
}
