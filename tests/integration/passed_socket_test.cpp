#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <string>
#include <vector>

#include "support/activation.hpp"
#include "support/gateway_api.hpp"
#include "support/run_command.hpp"

using namespace gateway::tests;

namespace {

void set(const descriptor& socket, int level, int option, int value) {
    REQUIRE(setsockopt(socket.get(), level, option, &value, sizeof value) == 0);
}

int get(const descriptor& socket, int option) {
    int value = 0;
    socklen_t length = sizeof value;
    getsockopt(socket.get(), SOL_SOCKET, option, &value, &length);
    return value;
}

// Starts the gateway with these sockets and no address of its own.
gateway_process activated(const std::vector<const descriptor*>& sockets,
                          std::vector<std::string> options = {}) {
    return gateway_process(passed_sockets(sockets).to(gateway_launch(std::move(options))));
}

} // namespace

TEST_CASE("passed socket: sockets that were meant for another process are left alone") {
    const descriptor udp = socket_to_pass(SOCK_DGRAM);
    launch how = gateway_launch({"--udp", "127.0.0.1:0", "--http", "127.0.0.1:0"});
    how.environment = {"LISTEN_PID=1", "LISTEN_FDS=1"};
    const gateway_process gateway(how);
    CHECK(gateway.udp_count() == 1);
    CHECK(gateway.http_count() == 1);
}

TEST_CASE("passed socket: a passed socket is set up as a bound one") {
    const descriptor udp = socket_to_pass(SOCK_DGRAM), http = listening_socket();
    gateway_process gateway = activated({&udp, &http}, {"--rcvbuf", "300KiB"});
    CHECK(stats_of(gateway)["/listeners/0/rcvbuf_asked"] == 300 * 1024);
    CHECK(get(udp, SO_RCVBUF) == 2 * 300 * 1024);
    CHECK(get(udp, SO_TIMESTAMPNS) == 1);
    for (const int fd : {3, 4}) {
        CAPTURE(fd);
        const std::string file =
            "/proc/" + std::to_string(gateway.process().pid()) + "/fdinfo/" + std::to_string(fd);
        const std::string info = run_command({"cat", file}).out;
        const std::size_t flags = info.find("flags:\t");
        REQUIRE(flags != std::string::npos);
        const unsigned long value = std::stoul(info.substr(flags + 7), nullptr, 8);
        CHECK((value & O_NONBLOCK) != 0);
        CHECK((value & O_CLOEXEC) != 0);
    }
}

TEST_CASE("passed socket: a larger buffer than the kernel's limit is kept") {
    const descriptor udp = socket_to_pass(SOCK_DGRAM), http = listening_socket();
    constexpr int large =
        8 << 20; // ReceiveBuffer= of the unit, which root may exceed the limit with
    set(udp, SOL_SOCKET, SO_RCVBUFFORCE, large);
    const passed_sockets passed({&udp, &http});
    const auto granted = [&](const std::string& asked) {
        const gateway_process gateway(started_by(
            {"setpriv", "--bounding-set", "-net_admin", "--inh-caps", "-net_admin", "--"},
            passed.to(gateway_launch({"--rcvbuf", asked}))));
        return stats_of(gateway)["/listeners/0/rcvbuf_granted"];
    };
    CHECK(granted("16MiB") == large);
    CHECK(granted("8MiB") == large);
    CHECK(granted("64KiB") == 65'536);
}

TEST_CASE("passed socket: a socket that is of no use ends the start with one line") {
    const auto refused = [](const descriptor& socket, const std::string& why) {
        const descriptor good = socket_to_pass(SOCK_DGRAM);
        child_process process(
            passed_sockets({&good, &socket}, "good.socket:bad.socket").to(gateway_launch({})));
        REQUIRE(process.wait_exit() == 1);
        const auto lines = lines_of(process.err());
        CAPTURE(process.err());
        REQUIRE(lines.size() == 1);
        CHECK(lines[0].find("the passed socket 4 (bad.socket) " + why) != std::string::npos);
        CHECK(process.out().empty());
    };
    refused(descriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)), "is a unix socket");
    refused(descriptor(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0)), "is not of IPv4 or IPv6");
    refused(descriptor(socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_UDP)),
            "is not of UDP or TCP");
    refused(descriptor(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_UDPLITE)),
            "is not of UDP or TCP");
    refused(socket_to_pass(SOCK_DGRAM, ""), "is not bound");
    refused(socket_to_pass(SOCK_STREAM, ""), "is not bound");
    refused(socket_to_pass(SOCK_STREAM), "does not listen");
    refused(socket_to_pass(SOCK_STREAM, "::1"), "does not listen");
    refused(descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC)), "is no socket");

    const descriptor server = listening_socket(), client = socket_to_pass(SOCK_STREAM);
    const socket_address there = socket_address::of(local_endpoint(server.get()));
    REQUIRE(connect(client.get(), there.get(), there.size) == 0);
    refused(client, "is a single connection");
    const descriptor one_sender = socket_to_pass(SOCK_DGRAM);
    REQUIRE(connect(one_sender.get(), there.get(), there.size) == 0);
    refused(one_sender, "hears only the sender");
}

TEST_CASE("passed socket: a number of sockets that is none ends the start with one line") {
    for (const std::string count : {"x", "-1", "2 ", "99999999999999999999"}) {
        CAPTURE(count);
        const auto end = run_shell("LISTEN_PID=$$ LISTEN_FDS='" + count + "' exec \"" +
                                   binary_path("GATEWAY_BINARY") + "\"");
        CHECK(end.status == 1);
        CHECK(end.err ==
              "event-gateway: LISTEN_FDS '" + count + "' is not valid; expected a number\n");
    }
    const auto missing = run_shell("exec 3<&-; LISTEN_PID=$$ LISTEN_FDS=3 exec \"" +
                                   binary_path("GATEWAY_BINARY") + "\"");
    CHECK(missing.status == 1);
    CHECK(missing.err.find("the passed socket 3 is not open") != std::string::npos);
}
