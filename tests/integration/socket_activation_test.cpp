#include <doctest/doctest.h>
#include <sys/socket.h>

#include <string>
#include <vector>

#include "support/activation.hpp"
#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

void set(const descriptor& socket, int level, int option, int value) {
    REQUIRE(setsockopt(socket.get(), level, option, &value, sizeof value) == 0);
}

// Starts the gateway with these sockets and no address of its own.
gateway_process activated(const std::vector<const descriptor*>& sockets,
                          std::vector<std::string> options = {}) {
    return gateway_process(passed_sockets(sockets).to(gateway_launch(std::move(options))));
}

} // namespace

TEST_CASE("socket activation: passed sockets take the place of the default addresses") {
    const descriptor udp = socket_to_pass(SOCK_DGRAM), http = listening_socket();
    const descriptor udp6 = socket_to_pass(SOCK_DGRAM, "::1"), http6 = listening_socket("::1");
    gateway_process gateway = activated({&http, &udp, &udp6, &http6});
    const std::vector<std::string> expected{
        "listening udp " + local_endpoint(udp.get()).text(),
        "listening udp " + local_endpoint(udp6.get()).text(),
        "listening http http://" + local_endpoint(http.get()).text() + "/",
        "listening http http://" + local_endpoint(http6.get()).text() + "/", "ready"};
    CHECK(lines_of(gateway.process().out()) == expected);
    udp_client("127.0.0.1").send(gateway.udp(0), "four");
    CHECK(wait_stored(gateway, 1));
    udp_client("::1").send(gateway.udp(1), "six");
    CHECK(wait_stored(gateway, 2));
    CHECK(event_of(gateway, 2).local == gateway.udp(1).text());
    CHECK(http_client(gateway.http(1)).get("/livez").status == 200);
    CHECK(gateway.stop() == 0);
}

TEST_CASE("socket activation: what came before the start is counted") {
    const descriptor udp = socket_to_pass(SOCK_DGRAM), http = listening_socket();
    set(udp, SOL_SOCKET, SO_TIMESTAMPNS, 1); // Timestamping=ns of the unit
    udp_client client;
    for (int i = 0; i < 50; ++i) {
        client.send(local_endpoint(udp.get()), "early " + std::to_string(i));
    }
    http_client waiting(local_endpoint(http.get())); // in the queue of those to be accepted
    waiting.send_request("GET", "/livez");
    const auto before_start = unix_ns_now();
    gateway_process gateway = activated({&udp, &http});
    CHECK(waiting.read().status == 200);
    CHECK(wait_stored(gateway, 50));
    CHECK(stats_of(gateway)["/udp/received"] == 50);
    const event_record last = event_of(gateway, 50);
    CHECK(last.bytes == "early 49");
    CHECK(last.source == client.name());
    CHECK(last.local == gateway.udp().text());
    CHECK(unix_ns(last.time) < before_start);
}

TEST_CASE("socket activation: what the kernel dropped before the start is counted too") {
    const descriptor udp = socket_to_pass(SOCK_DGRAM), http = listening_socket();
    set(udp, SOL_SOCKET, SO_RCVBUF, 16'384);
    udp_client client;
    constexpr int sent = 500;
    for (int i = 0; i < sent; ++i) client.send(local_endpoint(udp.get()), std::string(500, 'x'));
    gateway_process gateway = activated({&udp, &http});
    const auto stats = stats_of(gateway);
    CHECK(stats["/udp/kernel_dropped"] > 0);
    CHECK(stats["/udp/received"] > 0);
    CHECK(stats["/udp/received"] + stats["/udp/kernel_dropped"] == sent);
}

TEST_CASE("socket activation: nothing is lost between an end and the next start") {
    const descriptor udp = socket_to_pass(SOCK_DGRAM), http = listening_socket();
    udp_client client;
    {
        gateway_process first = activated({&udp, &http});
        client.send(first.udp(), "one");
        CHECK(wait_stored(first, 1));
        CHECK(first.stop() == 0);
    }
    client.send(local_endpoint(udp.get()), "two");
    gateway_process second = activated({&udp, &http});
    CHECK(wait_stored(second, 1));
    CHECK(event_of(second, 1).bytes == "two");
}

TEST_CASE("socket activation: explicit addresses are opened besides") {
    const descriptor udp = socket_to_pass(SOCK_DGRAM), http = listening_socket();
    gateway_process gateway =
        activated({&udp, &http}, {"--udp", "127.0.0.1:0", "--http", "127.0.0.1:0"});
    REQUIRE(gateway.udp_count() == 2);
    REQUIRE(gateway.http_count() == 2);
    CHECK(gateway.udp(0).text() == local_endpoint(udp.get()).text());
    CHECK(gateway.http(0).text() == local_endpoint(http.get()).text());
    for (std::size_t i : {0U, 1U}) {
        CHECK(http_client(gateway.http(i)).get("/livez").status == 200);
        udp_client().send(gateway.udp(i), "x");
        CHECK(wait_stored(gateway, i + 1));
    }
}

TEST_CASE("socket activation: a kind that was not passed keeps its default") {
    // The default addresses are fixed ports: in a network of the test's own.
    const descriptor udp = socket_to_pass(SOCK_DGRAM);
    const gateway_process gateway(
        started_by({"unshare", "--net", "bash", "-c", "ip link set lo up && exec \"$@\"", "bash"},
                   passed_sockets({&udp}).to(gateway_launch({}))));
    CHECK(gateway.udp_count() == 1);
    CHECK(gateway.udp().text() == local_endpoint(udp.get()).text());
    REQUIRE(gateway.http_count() >= 1);
    CHECK(gateway.http().text() == "127.0.0.1:8080");
}

TEST_CASE("socket activation: a passed socket of a multicast group is made its member") {
    // In a network of the test's own, as it takes a route.
    const std::string activator = R"(
import os, socket
group = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
group.bind(("239.255.77.1", 9999))
os.dup2(group.fileno(), 3)
os.set_inheritable(3, True) # where it had that number already
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execl(os.environ["GATEWAY_BINARY"], "event-gateway"))";
    const std::string script = R"(
        ip link set lo up
        ip route add 224.0.0.0/4 dev lo
        mkfifo "$folder/lines"
        python3 -c "$activator" >"$folder/lines" &
        exec 3<"$folder/lines"
        while read -r line <&3 && [ "$line" != ready ]; do echo "$line"; done
        echo "to all" | nc -u -w1 239.255.77.1 9999
        curl -s http://localhost:8080/api/v1/events | grep -o '"data":"[a-z ]*'
        kill $!
        wait $!
        echo "status=$?")";
    const temp_folder folder;
    child_process child({{"unshare", "--net", "bash", "-c", script},
                         {"GATEWAY_BINARY=" + binary_path("GATEWAY_BINARY"),
                          "activator=" + activator, "folder=" + folder.path("")},
                         {}});
    REQUIRE(child.wait_exit() == 0);
    CAPTURE(child.err());
    CHECK(child.out() ==
          "listening udp 239.255.77.1:9999\nlistening http http://127.0.0.1:8080/\n"
          "listening http http://[::1]:8080/\n\"data\":\"to all\nstatus=0\n");
}

TEST_CASE("socket activation: systemd's own tool starts it with the first datagram") {
    // Its ports are fixed: in a network of the test's own.
    const std::string script = R"(
        ip link set lo up
        systemd-socket-activate --datagram --listen 127.0.0.1:9999 "$GATEWAY_BINARY" &
        for try in $(seq 2000); do
            ss -Hlun 'sport = 9999' | grep -q . && break
            sleep 0.005
        done
        echo "early" | nc -u -w1 127.0.0.1 9999
        curl -s --retry 50 --retry-connrefused --retry-delay 1 http://localhost:8080/livez
        curl -s http://localhost:8080/api/v1/events | grep -o '"data":"[a-z]*'
        kill $!
        wait $!
        echo "status=$?")";
    child_process child({{"unshare", "--net", "bash", "-c", script},
                         {"GATEWAY_BINARY=" + binary_path("GATEWAY_BINARY")},
                         {}});
    REQUIRE(child.wait_exit() == 0);
    CAPTURE(child.err());
    CHECK(child.out() ==
          "listening udp 127.0.0.1:9999\nlistening http http://127.0.0.1:8080/\n"
          "listening http http://[::1]:8080/\nready\nok\n\"data\":\"early\nstatus=0\n");
}
