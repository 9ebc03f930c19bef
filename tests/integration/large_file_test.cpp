#include <doctest/doctest.h>
#include <signal.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t mib = 1 << 20;
constexpr std::size_t large = 200 * mib;

std::string sparse(const temp_folder& folder, const std::string& name, std::size_t size) {
    const std::string path = folder.write(name, "");
    fs::resize_file(path, size);
    return path;
}

// Reads the answer to a request that was sent and keeps nothing of it; how many bytes its body had.
std::size_t read_body(http_client& client) {
    client.read_head();
    std::size_t size = client.buffer().size();
    client.buffer().clear();
    while (size < large && client.receive()) {
        size += client.buffer().size();
        client.buffer().clear();
    }
    return size;
}

std::string noise(std::size_t size) {
    std::string bytes;
    std::uint32_t state = 1;
    while (bytes.size() < size) {
        state = state * 1'664'525 + 1'013'904'223;
        bytes += static_cast<char>(state >> 24);
    }
    return bytes;
}

// The resident memory once it does not grow any more: all readers have got what the kernel takes.
std::size_t settled_rss(const gateway_process& gateway) {
    std::size_t last = 0, calm = 0;
    eventually([&] {
        const std::size_t now = gateway.rss();
        calm = now == last ? calm + 1 : 0;
        last = now;
        return calm == 100;
    });
    return last;
}

int open_files(const gateway_process& gateway) {
    const std::string fds = "/proc/" + std::to_string(gateway.process().pid()) + "/fd";
    return std::stoi(run_shell("ls " + fds + " | wc -l").out);
}

// Clients that ask for a file and never read it.
std::vector<std::unique_ptr<http_client>> deaf_clients(const gateway_process& gateway,
                                                       const std::string& target, int count) {
    std::vector<std::unique_ptr<http_client>> clients;
    for (int i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<http_client>(gateway.http()));
        const int small = 1;
        setsockopt(clients.back()->fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        clients.back()->send_request("GET", target, "Accept-Encoding: gzip\r\n");
    }
    return clients;
}

} // namespace

TEST_CASE("large file: two hundred megabytes go out whole in little memory beside UDP") {
    const temp_folder folder;
    sparse(folder, "large", large);
    gateway_process gateway({"--static", folder.path("")});
    REQUIRE(gateway.get("/livez").status == 200);
    const std::size_t before = gateway.rss();
    child_process paced({{binary_path("SENDER_BINARY"), "--quiet", "--rate", "2000", "--count",
                          "4000", gateway.udp().text()},
                         {},
                         {}});
    int downloads = 0;
    milliseconds slowest = 0ms;
    std::atomic<bool> done = false;
    std::thread other([&] {
        http_client client(gateway.http());
        while (!done) {
            slowest =
                std::max(slowest, time_of([&] { CHECK(client.get("/livez").status == 200); }));
        }
    });
    http_client client(gateway.http());
    while (!paced.wait_exit(0ms)) {
        client.send_request("GET", "/static/large");
        CHECK(read_body(client) == large);
        ++downloads;
    }
    done = true;
    other.join();
    MESSAGE("downloads of 200 MB: ", downloads, "; slowest answer beside: ", slowest.count(),
            " ms; resident before and after: ", before, " ", gateway.rss());
    CHECK(downloads > 0);
    CHECK(slowest < 1s * slowness);
    if (!sanitized) CHECK(gateway.rss() < before + 4 * mib);
    CHECK(eventually([&] {
        const auto f = stats_of(gateway);
        return f["/udp/received"] + f["/udp/kernel_dropped"] == 4000;
    }));
    CHECK(stats_of(gateway)["/udp/kernel_dropped"] == 0);
}

TEST_CASE("large file: pipelined requests before and behind keep their order") {
    const temp_folder folder;
    sparse(folder, "large", 5 * mib);
    gateway_process gateway({"--static", folder.path("")});
    http_client client(gateway.http());
    const std::string host = " HTTP/1.1\r\nHost: localhost\r\n";
    client.send("GET /livez" + host + "\r\nGET /static/large" + host + "\r\nHEAD /static/large" +
                host + "\r\nGET /static/large" + host + "Range: bytes=0-99,1000-2999999\r\n\r\n" +
                "GET /livez" + host + "Connection: close\r\n\r\n");
    CHECK(client.read().body == "ok\n");
    const auto whole = client.read();
    CHECK(whole.body.size() == 5 * mib);
    CHECK(whole.body.find_first_not_of('\0') == std::string::npos);
    CHECK(client.read(true).header("Content-Length") == std::to_string(5 * mib));
    const auto parts = client.read();
    CHECK(parts.status == 206);
    CHECK(parts.body.size() > 2'999'100);
    CHECK(client.read().body == "ok\n");
    CHECK(client.closed_by_peer());
}

TEST_CASE("large file: one that becomes shorter on the way is cut off, and nobody else is") {
    const temp_folder folder;
    const std::string path = sparse(folder, "large", large);
    gateway_process gateway({"--static", folder.path("")});
    http_client client(gateway.http());
    client.send_request("GET", "/static/large");
    REQUIRE(client.receive());
    fs::resize_file(path, 1000);
    CHECK(read_body(client) < large);
    CHECK(gateway.get("/livez").status == 200);
    CHECK(gateway.get("/static/large").body.size() == 1000);
    // The same of one that is gzipped on the way: the last chunk does not come.
    const std::string text = sparse(folder, "large.txt", large);
    http_client packed(gateway.http());
    packed.send_request("GET", "/static/large.txt", "Accept-Encoding: gzip\r\n");
    REQUIRE(packed.receive());
    fs::resize_file(text, 1000);
    CHECK_THROWS_AS(packed.read(), std::runtime_error);
    CHECK(gateway.get("/livez").status == 200);
}

TEST_CASE("large file: readers that do not read cost little, and are forgotten when they go") {
    const temp_folder folder;
    sparse(folder, "large", large);
    folder.write("large.txt", noise(16 * mib)); // gzip makes it no smaller
    gateway_process gateway({"--static", folder.path("")});
    REQUIRE(gateway.get("/livez").status == 200);
    const int idle = open_files(gateway);
    const std::size_t before = gateway.rss();
    constexpr int readers = 100;
    {
        const auto files = deaf_clients(gateway, "/static/large", readers);
        REQUIRE(eventually([&] { return open_files(gateway) == idle + 2 * readers; }));
        CHECK(gateway.get("/livez").status == 200);
        const std::size_t after = settled_rss(gateway);
        MESSAGE("resident bytes for each reader of a file: ", (after - before) / readers);
        if (!sanitized) CHECK(after < before + readers * 16 * 1024);
    }
    CHECK(eventually([&] { return open_files(gateway) == idle; }));
    {
        const auto packed = deaf_clients(gateway, "/static/large.txt", readers);
        REQUIRE(eventually([&] { return open_files(gateway) == idle + 2 * readers; }));
        const std::size_t after = settled_rss(gateway);
        MESSAGE("resident bytes for each reader of a gzipped file: ", (after - before) / readers);
        CHECK(gateway.get("/livez").status == 200);
        if (!sanitized) CHECK(after < before + readers * 64 * 1024);
    }
    CHECK(eventually([&] { return open_files(gateway) == idle; }));
}

TEST_CASE("large file: a reader that makes no progress for thirty seconds is cut") {
    const temp_folder folder;
    sparse(folder, "large", large);
    gateway_process gateway({"--static", folder.path("")});
    REQUIRE(gateway.get("/livez").status == 200);
    const int idle = open_files(gateway);
    const auto client = deaf_clients(gateway, "/static/large", 1);
    REQUIRE(eventually([&] { return open_files(gateway) == idle + 2; }));
    const auto took =
        time_of([&] { CHECK(eventually([&] { return open_files(gateway) == idle; }, 50s)); });
    CHECK(took >= 20s);
}

TEST_CASE("large file: one in flight is finished when the gateway is asked to stop") {
    const temp_folder folder;
    sparse(folder, "large", large);
    gateway_process gateway({"--static", folder.path("")});
    http_client client(gateway.http());
    client.send_request("GET", "/static/large");
    REQUIRE(client.receive());
    gateway.process().send_signal(SIGTERM);
    CHECK(read_body(client) == large);
    CHECK(client.closed_by_peer());
    CHECK(gateway.process().wait_exit() == 0);
}
