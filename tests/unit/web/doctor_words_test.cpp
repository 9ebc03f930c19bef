#include "web/doctor_words.hpp"

#include <doctest/doctest.h>

#include <string>

#include "text/address.hpp"

using namespace gateway;
using namespace gateway::web;

namespace {

web::udp_door door(const std::string& bound) {
    web::udp_door d;
    d.bound = text::parse_endpoint(bound).value();
    d.name = bound;
    d.takes_ipv4 = text::is_ipv4(d.bound) || bound.starts_with("[::]");
    d.takes_ipv6 = !text::is_ipv4(d.bound);
    d.buffer_asked = d.buffer_granted = 8 << 20;
    return d;
}

using ports = std::vector<std::uint16_t>;

} // namespace

TEST_CASE("doctor_words: what a listener is bound to") {
    web::doctor_facts facts;
    facts.addresses = {{"eth0", text::parse_address("192.0.2.7").value(), true}};
    CHECK(reach_of(door("[::]:9999"), facts) == "on every address of this machine, IPv4 and IPv6");
    CHECK(reach_of(door("0.0.0.0:9999"), facts) == "on every address of this machine, IPv4 only");
    auto v6 = door("[::]:9999");
    v6.takes_ipv4 = false;
    CHECK(reach_of(v6, facts) == "on every address of this machine, IPv6 only");
    for (const std::string alone : {"127.0.0.1:9999", "127.1.2.3:9999", "[::1]:9999"}) {
        CHECK(reach_of(door(alone), facts) ==
              "on this machine alone: no device can reach it. Start with --udp :9999");
    }
    CHECK(reach_of(door("192.0.2.7:9999"), facts) == "on one address alone, that of eth0");
    CHECK(reach_of(door("192.0.2.8:9999"), facts) == "on an address that no interface has now");
    auto group = door("239.1.2.3:5000");
    group.is_group = true;
    CHECK(reach_of(group, facts) == "in the group 239.1.2.3: it takes what is sent to the group");
    group.group_interface = "eth0";
    CHECK(reach_of(group, facts) ==
          "in the group 239.1.2.3 on eth0: it takes what is sent to the group");
}

TEST_CASE("doctor_words: what to do about a receive buffer") {
    auto d = door("[::]:9999");
    CHECK(buffer_command(d).empty());
    CHECK(loss_advice(d).empty());
    d.kernel_dropped = 3;
    CHECK(loss_advice(d).find("--rcvbuf 16MiB.") != std::string::npos);
    d.buffer_granted = 212'992;
    CHECK(buffer_command(d) == "sudo sysctl -w net.core.rmem_max=8388608");
    CHECK(loss_advice(d).find("with the command above") != std::string::npos);
}

TEST_CASE("doctor_words: why a datagram was rejected") {
    web::doctor_facts facts;
    facts.allow_udp = {"10.0.0.0/8", "2001:db8::/32"};
    CHECK(rejection_reason(facts).empty());
    facts.last_rejected = {text::parse_endpoint("192.0.2.7:50000").value(), {}, 1};
    CHECK(rejection_reason(facts) ==
          "--allow-udp names 10.0.0.0/8, 2001:db8::/32, and 192.0.2.7 is not in it. To let it in, "
          "start with --allow-udp 192.0.2.7 as well.");
}

TEST_CASE("doctor_words: the ports that devices send to") {
    web::doctor_facts facts;
    CHECK(device_ports(facts).empty());
    CHECK(watch_command({}).empty());
    facts.udp = {door("127.0.0.1:1"), door("[::1]:1")};
    CHECK(device_ports(facts) == ports{1});
    facts.udp.push_back(door("0.0.0.0:2"));
    facts.udp.push_back(door("[::]:3"));
    CHECK(device_ports(facts) == ports{2, 3});
    CHECK(watch_command({2}) == "sudo tcpdump -ni any udp port 2");
    CHECK(watch_command({2, 3}) == "sudo tcpdump -ni any 'udp port 2 or udp port 3'");
}

TEST_CASE("doctor_words: commands that open a port") {
    CHECK(open_commands({"ufw", true, ""}, {9999}) == "sudo ufw allow 9999/udp");
    CHECK(open_commands({"ufw", true, ""}, {1, 2}) == "sudo ufw allow 1/udp\nsudo ufw allow 2/udp");
    CHECK(open_commands({"firewalld", true, ""}, {9999}) ==
          "sudo firewall-cmd --add-port=9999/udp\nsudo firewall-cmd --runtime-to-permanent");
    CHECK(open_commands({"nftables", true, ""}, {9999}) ==
          "sudo nft insert rule inet filter input udp dport 9999 accept");
    CHECK(open_commands({"iptables", true, ""}, {9999}) ==
          "sudo iptables -I INPUT -p udp --dport 9999 -j ACCEPT\n"
          "sudo ip6tables -I INPUT -p udp --dport 9999 -j ACCEPT");
}

TEST_CASE("doctor_words: how a port is led into where the gateway runs") {
    using enum web::surroundings;
    CHECK(place_of(docker, {9999, 5140}).command ==
          "docker run -p 9999:9999/udp -p 5140:5140/udp IMAGE");
    CHECK(place_of(podman, {9999}).command == "podman run -p 9999:9999/udp IMAGE");
    CHECK(place_of(wsl2, {9999}).command == "[wsl2]\nnetworkingMode=mirrored");
    CHECK(place_of(wsl2, {9999}).second ==
          "New-NetFirewallHyperVRule -Name event-gateway-9999 -DisplayName event-gateway-9999 "
          "-Direction Inbound -VMCreatorId '{40E0AC32-46A5-438A-A0B2-2B479E8F2E90}' -Protocol UDP "
          "-LocalPorts 9999");
    CHECK(place_of(wsl1, {9999}).command ==
          "New-NetFirewallRule -DisplayName event-gateway-9999 -Direction Inbound -Protocol UDP "
          "-LocalPort 9999 -Action Allow");
    CHECK(place_of(kubernetes, {9999}).command.empty());
    CHECK_FALSE(place_of(container, {9999}).hint.empty());
}

TEST_CASE("doctor_words: what an HTTP address says") {
    CHECK(web::is_tls("https://192.0.2.1:8443/"));
    CHECK_FALSE(web::is_tls("http://192.0.2.1:8080/"));
    CHECK(web::is_local("http://127.0.0.1:8080/"));
    CHECK(web::is_local("https://[::1]:8080/"));
    CHECK_FALSE(web::is_local("http://[::]:8080/"));
    CHECK_FALSE(web::is_local("http://192.0.2.1:8080/127.0.0.1"));
    CHECK_FALSE(web::is_local("unix"));
}
