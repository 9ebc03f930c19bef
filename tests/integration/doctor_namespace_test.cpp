#include <doctest/doctest.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "support/descriptor.hpp"
#include "support/gateway_api.hpp"
#include "support/run_command.hpp"

using namespace gateway::tests;

namespace {

bool has_namespaces() {
    return run_command({"unshare", "--net", "true"}).status == 0;
}

std::string net_of(const child_process& process) {
    return "/proc/" + std::to_string(process.pid()) + "/ns/net";
}

// Does `work` in the network of another process: sockets belong to where they were made.
template <typename Work>
void within(const child_process& process, Work work) {
    std::thread inside([&] {
        const descriptor net(::open(net_of(process).c_str(), O_RDONLY | O_CLOEXEC));
        REQUIRE(::setns(net.get(), CLONE_NEWNET) == 0);
        work();
    });
    inside.join();
}

// A device and a gateway, each in a network of its own, with a cable between them; in that of the
// gateway loopback is down.
struct two_machines {
    child_process device{
        {{"unshare", "--net", "bash", "-c", "echo there && exec sleep 300"}, {}, {}}};
    gateway_process gateway{cabled()};

    launch cabled() {
        REQUIRE(device.wait_output(
            [](const std::string& out, const std::string&) { return out == "there\n"; }));
        const std::string script = "ip link add cable type veth peer name plug netns " +
                                   std::to_string(device.pid()) +
                                   " && ip addr add 10.77.0.1/24 dev cable && ip link set cable up"
                                   " && nsenter --net=" +
                                   net_of(device) +
                                   " ip addr add 10.77.0.2/24 dev plug"
                                   " && nsenter --net=" +
                                   net_of(device) + " ip link set plug up && exec \"$@\"";
        return started_by({"unshare", "--net", "bash", "-c", script, "bash"},
                          gateway_launch({"--http", "10.77.0.1:0", "--udp", ":0"}));
    }
};

} // namespace

TEST_CASE("doctor: in another network the addresses are those of that network") {
    if (!has_namespaces()) {
        MESSAGE("skipped: no network namespace can be made here");
        return;
    }
    two_machines scene;
    within(scene.device, [&] {
        http_client client(scene.gateway.http());
        const std::string json = client.get("/api/v1/doctor").body;
        const std::string port = std::to_string(scene.gateway.udp().port);
        CHECK(json_string(json, "/targets/0/target") == "10.77.0.1:" + port);
        CHECK(json_string(json, "/targets/0/interface") == "cable");
        CHECK(json_string(json, "/targets/0/reach") == "network");
        CHECK(json_string(json, "/reached/client").starts_with("10.77.0.2:"));
        CHECK(json_string(json, "/reached/local") == scene.gateway.http().text());
        CHECK(json.find("eth0\"") == std::string::npos);
        // What is told to be typed works from there.
        udp_client("10.77.0.2").send(endpoint::parse(json_string(json, "/targets/0/target")), "x");
        CHECK(eventually([&] { return client.get("/api/v1/events/1/payload").body == "x"; }));
    });
}

TEST_CASE("doctor: a self-test where loopback is down says that the kernel did not send it") {
    if (!has_namespaces()) {
        MESSAGE("skipped: no network namespace can be made here");
        return;
    }
    two_machines scene;
    within(scene.device, [&] {
        http_client client(scene.gateway.http());
        const std::string json = client.request("POST", "/api/v1/doctor/self-test").body;
        CHECK(json_string(json, "/listeners/0/state") == "unsent");
        CHECK(json_string(json, "/listeners/0/why") ==
              "The kernel did not send it: Network is unreachable.");
        CHECK(client.get("/api/v1/events/1").status == 404);
    });
}
