#include <doctest/doctest.h>
#include <unistd.h>

#include <deque>
#include <fstream>
#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/temp_folder.hpp"

// A gateway that has no descriptors left. Not sanitized: before it believes in a vtable the
// sanitizer of g++ 12 makes a pipe, which it then can't.

using namespace gateway::tests;

namespace {

const std::string get = "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n";

// CPU time of the process, in clock ticks.
std::uint64_t cpu_of(const gateway_process& gateway) {
    std::ifstream file("/proc/" + std::to_string(gateway.process().pid()) + "/stat");
    std::string field;
    std::uint64_t user = 0, system = 0;
    for (int i = 1; i < 14; ++i) file >> field;
    file >> user >> system;
    return user + system;
}

} // namespace

TEST_CASE("descriptors: without descriptors it waits and does not spin") {
    const std::vector<std::string> few{"prlimit", "--nofile=32:32"};
    gateway_process gateway(
        started_by(few, gateway_launch({"--http", "127.0.0.1:0", "--udp", "127.0.0.1:0"})));
    std::deque<http_client> open;
    for (int i = 0; i < 40; ++i) open.emplace_back(gateway.http()).send(get);
    CHECK(gateway.process().wait_output([](const std::string&, const std::string& err) {
        return err.find("can't accept") != std::string::npos;
    }));
    const std::uint64_t before = cpu_of(gateway);
    http_client waiting(gateway.http(), 500ms);
    CHECK_THROWS_AS(waiting.read(), timed_out); // half a second in which nobody is accepted
    const auto tick = 1000 / static_cast<std::uint64_t>(sysconf(_SC_CLK_TCK)); // in ms
    CHECK((cpu_of(gateway) - before) * tick < 100);
    open.clear();
    CHECK(eventually([&] {
        try {
            return gateway.get("/livez").status == 200;
        } catch (const std::exception&) {
            return false;
        }
    }));
}

TEST_CASE("descriptors: without descriptors it goes on for those who are there") {
    const temp_folder folder;
    folder.write("file.txt", "of the folder");
    const std::vector<std::string> few{"prlimit", "--nofile=32:32"};
    gateway_process gateway(
        started_by(few, gateway_launch({"--http", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--static",
                                        folder.path("")})));
    http_client there(gateway.http());
    CHECK(there.get("/static/file.txt").body == "of the folder");
    std::deque<http_client> open;
    for (int i = 0; i < 40; ++i) open.emplace_back(gateway.http()).send(get);
    CHECK(gateway.process().wait_output([](const std::string&, const std::string& err) {
        return err.find("can't accept") != std::string::npos;
    }));
    for (int i = 0; i < 10; ++i) gateway.send("meanwhile");
    const figures f(there.get("/api/v1/stats").body);
    CHECK(f["/udp/received"] + f["/udp/kernel_dropped"] == 10);
    CHECK(f["/ring/stored"] == f["/udp/received"]);
    CHECK(there.get("/static/file.txt").status == 503);
    CHECK(there.get("/static/style.css").status == 200); // lies in the binary
    open.clear();
    CHECK(eventually([&] { return there.get("/static/file.txt").status == 200; }));
    CHECK(http_client(gateway.http()).get("/livez").status == 200);
}
