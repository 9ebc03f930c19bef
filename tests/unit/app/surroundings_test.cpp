#include "app/surroundings.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

#include "support/temp_folder.hpp"

using namespace gateway;
using web::surroundings;

namespace {

// A machine that has these files.
struct machine {
    tests::temp_folder folder;

    void has(const std::string& file, const std::string& bytes = {}) const {
        std::filesystem::create_directories(std::filesystem::path{folder.path(file)}.parent_path());
        folder.write(file, bytes);
    }
    std::filesystem::path root() const { return folder.path(""); }
};

} // namespace

TEST_CASE_FIXTURE(machine, "surroundings: a machine that tells nothing is no failure") {
    CHECK(app::read_udp_errors(root()).empty());
    CHECK(app::find_firewalls(root()).empty());
    CHECK(app::find_surroundings(root()).empty());
    CHECK(app::find_surroundings("/no/such/folder").empty());
}

TEST_CASE_FIXTURE(machine, "surroundings: the kernel's figures are found by their names") {
    has("proc/net/snmp",
        "Ip: Forwarding\nIp: 1\n"
        "Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors\n"
        "Udp: 100 7 5 9 3 0 2\n"
        "UdpLite: InDatagrams NoPorts\nUdpLite: 1 99\n");
    has("proc/net/snmp6",
        "Ip6InReceives 5\nUdp6NoPorts \t 4\nUdp6InErrors 3\n"
        "Udp6RcvbufErrors 2\nUdp6InCsumErrors 1\nUdpLite6NoPorts 88\n");
    const auto errors = app::read_udp_errors(root());
    REQUIRE(errors.size() == 2);
    CHECK(errors[0].family == "IPv4");
    CHECK(errors[0].in_errors == 5);
    CHECK(errors[0].receive_buffer_errors == 3);
    CHECK(errors[0].checksum_errors == 2);
    CHECK(errors[0].no_ports == 7);
    CHECK(errors[1].family == "IPv6");
    CHECK(errors[1].in_errors == 3);
    CHECK(errors[1].receive_buffer_errors == 2);
    CHECK(errors[1].checksum_errors == 1);
    CHECK(errors[1].no_ports == 4);
}

TEST_CASE_FIXTURE(machine, "surroundings: of a machine without IPv6 there is one family") {
    has("proc/net/snmp", "Udp: InErrors\nUdp: 1\n");
    const auto errors = app::read_udp_errors(root());
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].in_errors == 1);
    CHECK(errors[0].no_ports == 0);
}

TEST_CASE_FIXTURE(machine, "surroundings: figures that are none are passed over") {
    has("proc/net/snmp", "Udp:\nUdp: -1 x\n");
    has("proc/net/snmp6", std::string("\0\xff Udp6NoPorts", 14));
    CHECK(app::read_udp_errors(root()).empty());
}

TEST_CASE_FIXTURE(machine, "surroundings: ufw is on where its file says so") {
    std::string line;
    bool on = false;
    SUBCASE("on") {
        line = "# comment\nENABLED=yes\nLOGLEVEL=low\n";
        on = true;
    }
    SUBCASE("on, in quotes") {
        line = "ENABLED=\"yes\"\n";
        on = true;
    }
    SUBCASE("off") {
        line = "ENABLED=no\n";
    }
    SUBCASE("a comment is no setting") {
        line = "#ENABLED=yes\n";
    }
    has("etc/ufw/ufw.conf", line);
    has("etc/ufw/applications.d/x");
    const auto found = app::find_firewalls(root());
    REQUIRE(found.size() == 1);
    CHECK(found[0].name == "ufw");
    CHECK(found[0].is_on == on);
    CHECK(found[0].found == "/etc/ufw/ufw.conf");
}

TEST_CASE_FIXTURE(machine,
                  "surroundings: a folder that other packages have filled is no firewall") {
    has("etc/ufw/applications.d/x");
    CHECK(app::find_firewalls(root()).empty());
}

TEST_CASE_FIXTURE(machine, "surroundings: firewalls that are installed, and those that begin") {
    has("usr/sbin/nft");
    has("etc/firewalld/firewalld.conf");
    has("etc/iptables/rules.v4");
    auto found = app::find_firewalls(root());
    REQUIRE(found.size() == 3);
    CHECK(found[0].name == "firewalld");
    CHECK_FALSE(found[0].is_on);
    CHECK(found[1].name == "nftables");
    CHECK_FALSE(found[1].is_on);
    CHECK(found[2].name == "iptables");
    CHECK(found[2].is_on);
    // A link to a unit that is not there in this root is one all the same.
    has("etc/systemd/system/sysinit.target.wants/x");
    std::filesystem::create_symlink(
        "/lib/systemd/system/nftables.service",
        folder.path("etc/systemd/system/sysinit.target.wants/nftables.service"));
    found = app::find_firewalls(root());
    CHECK(found[1].is_on);
    CHECK(found[1].found == "/etc/systemd/system/sysinit.target.wants/nftables.service");
}

TEST_CASE_FIXTURE(machine, "surroundings: containers and Linux in Windows") {
    std::vector<surroundings> expected;
    SUBCASE("Docker") {
        has(".dockerenv");
        expected = {surroundings::docker};
    }
    SUBCASE("a pod, which may be Docker's") {
        has(".dockerenv");
        has("var/run/secrets/kubernetes.io/serviceaccount/token");
        expected = {surroundings::kubernetes};
    }
    SUBCASE("Podman") {
        has("run/.containerenv");
        expected = {surroundings::podman};
    }
    SUBCASE("another") {
        has("run/systemd/container", "lxc");
        expected = {surroundings::container};
    }
    SUBCASE("WSL 2") {
        has("proc/version", "Linux version 5.15.153.1-microsoft-standard-WSL2 (root@65c) #1 SMP");
        expected = {surroundings::wsl2};
    }
    SUBCASE("WSL 1") {
        has("proc/version", "Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com)");
        expected = {surroundings::wsl1};
    }
    SUBCASE("Docker in WSL 2") {
        has(".dockerenv");
        has("proc/version", "Linux version 5.15.153.1-microsoft-standard-WSL2");
        expected = {surroundings::docker, surroundings::wsl2};
    }
    SUBCASE("none") {
        has("proc/version", "Linux version 6.1.0-13-amd64 (debian)");
    }
    CHECK(app::find_surroundings(root()) == expected);
}
