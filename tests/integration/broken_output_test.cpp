#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/sse_reader.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

const std::vector<std::string> free_ports{"--http", "127.0.0.1:0", "--udp", "127.0.0.1:0"};

// A gateway whose standard output or error is redirected as bash says it: "2>&-".
launch redirected(const std::string& redirection) {
    return started_by({"bash", "-c", "exec \"$@\" " + redirection, "--"},
                      gateway_launch(free_ports));
}

// Serves, also somebody whose connection has the descriptors' lowest free numbers, and ends well.
void check_service(const endpoint& http, child_process& process) {
    CHECK(http_client(http).get("/livez").status == 200);
    sse_reader stream(http, "/api/v1/stream");
    CHECK(http_client(http).request("POST", "/api/v1/events", {}, "an event").status == 201);
    CHECK(stream.next());
    const auto took = time_of([&] {
        process.send_signal(SIGTERM); // and says so in the log
        CHECK_FALSE(stream.next());
        CHECK(stream.ended_properly());
        CHECK(process.wait_exit() == 0);
    });
    CHECK(took < 4s * slowness);
}

// The port of 127.0.0.1 at which the process listens, as the kernel tells.
std::optional<endpoint> find_listener(pid_t pid) {
    const std::string proc = "/proc/" + std::to_string(pid);
    std::set<std::string> sockets;
    for (const auto& entry : std::filesystem::directory_iterator(proc + "/fd")) {
        std::error_code gone;
        sockets.insert(std::filesystem::read_symlink(entry, gone).string());
    }
    std::ifstream table(proc + "/net/tcp");
    for (std::string line; std::getline(table, line);) {
        std::istringstream fields(line);
        std::string number, local, remote, state, skipped, inode;
        fields >> number >> local >> remote >> state;
        for (int i = 0; i < 5; ++i) fields >> skipped;
        fields >> inode;
        if (state != "0A" || !sockets.contains("socket:[" + inode + "]")) continue;
        const auto port = std::stoul(local.substr(local.find(':') + 1), nullptr, 16);
        return endpoint{"127.0.0.1", static_cast<std::uint16_t>(port)};
    }
    return std::nullopt;
}

} // namespace

TEST_CASE("broken output: a log that can't be written harms nothing") {
    for (const char* const redirection : {"2>/dev/full", "2>&-", "0<&- 2>&-"}) {
        INFO(redirection);
        gateway_process gateway(redirected(redirection));
        check_service(gateway.http(), gateway.process());
    }
}

TEST_CASE("broken output: a log that nobody reads harms nothing") {
    const temp_folder folder;
    const std::string path = folder.path("log");
    REQUIRE(mkfifo(path.c_str(), 0600) == 0);
    descriptor log(open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
    const std::string line(1000, 'x');
    while (write(log.get(), line.data(), line.size()) > 0) continue; // until it is full
    gateway_process full(redirected("2>" + path));
    check_service(full.http(), full.process());
    gateway_process gone(redirected("2>" + path));
    log.reset(); // the last reader
    check_service(gone.http(), gone.process());
}

TEST_CASE("broken output: a standard output that can't be written harms nothing") {
    for (const char* const redirection : {">/dev/full", ">&-", "0<&- >&- 2>&-"}) {
        INFO(redirection);
        child_process process(redirected(redirection));
        std::optional<endpoint> http;
        REQUIRE(eventually([&] { return (http = find_listener(process.pid())).has_value(); }));
        check_service(*http, process);
    }
}

TEST_CASE("broken output: a start that fails keeps its status") {
    const occupied_port taken(SOCK_STREAM);
    for (const char* const redirection : {"2>/dev/full", "2>&-", ">&- 2>&-"}) {
        launch how = gateway_launch({"--udp", "127.0.0.1:0", "--http", taken.name()});
        child_process process(
            started_by({"bash", "-c", std::string("exec \"$@\" ") + redirection, "--"}, how));
        CHECK(process.wait_exit() == 1);
    }
}
