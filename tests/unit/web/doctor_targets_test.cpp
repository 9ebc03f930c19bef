#include "web/doctor_targets.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "text/address.hpp"

using namespace gateway;
using web::own_address;

namespace {

endpoint at(const std::string& address, std::uint16_t port = 0) {
    endpoint e = text::parse_address(address).value();
    e.port = port;
    return e;
}

own_address own(const std::string& interface, const std::string& address, bool leads_out = false) {
    own_address a;
    a.interface = interface;
    a.address = at(address);
    a.is_up = true;
    a.is_loopback = interface == "lo";
    a.is_link_local = address.starts_with("169.254.") || address.starts_with("fe80:");
    a.leads_out = leads_out;
    return a;
}

web::udp_door door(const std::string& address, std::uint16_t port = 9999) {
    web::udp_door d;
    d.bound = at(address, port);
    d.name = text::to_string(d.bound);
    d.takes_ipv4 = text::is_ipv4(d.bound) || address == "::";
    d.takes_ipv6 = !text::is_ipv4(d.bound);
    return d;
}

// In the kernel's order, which says nothing of what is best.
web::doctor_facts machine(std::vector<web::udp_door> doors) {
    web::doctor_facts facts;
    facts.addresses = {own("lo", "127.0.0.1"),
                       own("docker0", "172.17.0.1"),
                       own("wg0", "10.8.0.2"),
                       own("eth1", "192.168.7.1"),
                       own("eth0", "192.168.1.20", true),
                       own("eth2", "169.254.3.4"),
                       own("lo", "::1"),
                       own("eth0", "fe80::1"),
                       own("eth0", "2001:db8::20", true),
                       own("eth1", "fd00::7")};
    facts.udp = std::move(doors);
    return facts;
}

std::vector<std::string> texts(const std::vector<web::doctor_target>& targets) {
    std::vector<std::string> out;
    for (const auto& t : targets) out.push_back(t.text);
    return out;
}

using list = std::vector<std::string>;

} // namespace

TEST_CASE("doctor_targets: IPv4 and the way out come first, loopback last") {
    const auto targets = web::targets_of(machine({door("::")}), {});
    CHECK(texts(targets) == list{"192.168.1.20:9999", "192.168.7.1:9999", "172.17.0.1:9999",
                                 "10.8.0.2:9999", "[2001:db8::20]:9999", "[fd00::7]:9999",
                                 "169.254.3.4:9999", "[fe80::1]:9999", "127.0.0.1:9999",
                                 "[::1]:9999"});
    CHECK(targets[0].is_for_devices());
    CHECK(targets[0].is_way_out);
    CHECK(targets[0].who == "Devices in the same network (eth0) type this.");
    CHECK(targets[2].who == "Containers and virtual machines in the network of docker0.");
    CHECK(targets[3].who == "Devices in the VPN of wg0.");
    CHECK(targets[4].who == "Devices with IPv6 in the same network (eth0) type this.");
    CHECK(targets[6].reach == "link");
    CHECK(targets[8].reach == "machine");
    CHECK_FALSE(targets[8].is_for_devices());
    CHECK(targets[8].who == "Programs on this machine, nobody else.");
}

TEST_CASE("doctor_targets: a listener takes what it is bound to") {
    CHECK(web::targets_of(machine({door("0.0.0.0")}), {}).size() == 6);
    auto only_v6 = door("::");
    only_v6.takes_ipv4 = false;
    CHECK(web::targets_of(machine({only_v6}), {}).size() == 4);
    CHECK(texts(web::targets_of(machine({door("127.0.0.1")}), {})) == list{"127.0.0.1:9999"});
    CHECK(texts(web::targets_of(machine({door("192.168.7.1")}), {})) == list{"192.168.7.1:9999"});
    CHECK(web::targets_of(machine({door("192.168.99.1")}), {}).empty());
    CHECK(web::targets_of(machine({}), {}).empty());
}

TEST_CASE("doctor_targets: a group is typed as it is, behind the addresses of the network") {
    auto group = door("239.1.2.3", 5000);
    group.is_group = true;
    group.group_interface = "eth1";
    const auto targets = web::targets_of(machine({group, door("192.168.7.1")}), {});
    CHECK(texts(targets) == list{"192.168.7.1:9999", "239.1.2.3:5000"});
    CHECK(targets[1].reach == "group");
    CHECK(targets[1].interface == "eth1");
    CHECK(targets[1].is_for_devices());
}

TEST_CASE("doctor_targets: what is down is named as such, behind all others") {
    web::doctor_facts facts = machine({door("::")});
    facts.addresses[4].is_up = false;
    const auto targets = web::targets_of(facts, {});
    CHECK(targets.front().text == "192.168.7.1:9999");
    CHECK(targets.back().text == "192.168.1.20:9999");
    CHECK(targets.back().reach == "down");
    CHECK(targets.back().who == "Nobody now: eth0 is down.");
}

TEST_CASE("doctor_targets: of equals the one by which the browser came is the first") {
    web::doctor_facts facts = machine({door("::")});
    facts.addresses.push_back(own("eth3", "192.168.8.1"));
    const auto targets = web::targets_of(facts, at("192.168.8.1", 8080));
    CHECK(targets[0].text == "192.168.1.20:9999");
    CHECK(targets[1].text == "192.168.8.1:9999");
    CHECK(targets[1].is_reached);
    CHECK_FALSE(targets[0].is_reached);
}

TEST_CASE("doctor_targets: the number of a link's interface means nothing to a device") {
    web::doctor_facts facts;
    facts.addresses = {own("eth0", "fe80::1")};
    facts.addresses[0].address.scope = 2;
    facts.udp = {door("::")};
    const auto targets = web::targets_of(facts, {});
    REQUIRE(targets.size() == 1);
    CHECK(targets[0].text == "[fe80::1]:9999");
    CHECK(targets[0].host == "fe80::1");
}
