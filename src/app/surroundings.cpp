#include "app/surroundings.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>

namespace gateway::app {
namespace {

using path = std::filesystem::path;
using web::surroundings;

bool is_there(const path& file) {
    std::error_code unread;
    return std::filesystem::exists(std::filesystem::symlink_status(file, unread));
}

using figures = std::map<std::string, std::uint64_t>;

// "Udp: NAME NAME ..." and below it "Udp: NUMBER NUMBER ...".
figures udp_lines(const path& file) {
    std::ifstream in{file};
    std::vector<std::string> names;
    figures found;
    for (std::string line; std::getline(in, line);) {
        std::istringstream words{line};
        std::string word;
        if (!(words >> word) || word != "Udp:") continue;
        if (names.empty()) {
            while (words >> word) names.push_back(word);
            continue;
        }
        std::uint64_t number = 0;
        for (const std::string& name : names) {
            if (words >> number) found[name] = number;
        }
        break;
    }
    return found;
}

// "Udp6NAME NUMBER" a line.
figures udp6_lines(const path& file) {
    std::ifstream in{file};
    figures found;
    std::string name;
    for (std::uint64_t number = 0; in >> name >> number;) {
        if (name.starts_with("Udp6")) found[name.substr(4)] = number;
    }
    return found;
}

web::udp_errors errors_of(std::string_view family, figures f) {
    return {family, f["InErrors"], f["RcvbufErrors"], f["InCsumErrors"], f["NoPorts"]};
}

// The first of these files that is there.
std::optional<std::string> any_of(const path& root, std::initializer_list<const char*> files) {
    for (const char* const file : files) {
        if (is_there(root / file)) return "/" + std::string{file};
    }
    return std::nullopt;
}

bool has_line(const path& file, std::string_view wanted) {
    std::ifstream in{file};
    for (std::string line; std::getline(in, line);) {
        line.erase(std::remove_if(line.begin(), line.end(),
                                  [](char c) { return c == ' ' || c == '"' || c == '\r'; }),
                   line.end());
        if (line == wanted) return true;
    }
    return false;
}

std::string first_line(const path& file) {
    std::ifstream in{file};
    std::string line;
    std::getline(in, line);
    return line;
}

} // namespace

std::vector<web::udp_errors> read_udp_errors(const path& root) {
    std::vector<web::udp_errors> errors;
    figures v4 = udp_lines(root / "proc/net/snmp"), v6 = udp6_lines(root / "proc/net/snmp6");
    if (!v4.empty()) errors.push_back(errors_of("IPv4", std::move(v4)));
    if (!v6.empty()) errors.push_back(errors_of("IPv6", std::move(v6)));
    return errors;
}

std::vector<web::firewall> find_firewalls(const path& root) {
    std::vector<web::firewall> found;
    // `on`: files that are there where it begins with the machine; `there`: where it is installed.
    const auto add = [&](std::string_view name, std::initializer_list<const char*> on,
                         std::initializer_list<const char*> there) {
        if (auto file = any_of(root, on)) {
            found.push_back({name, true, std::move(*file)});
        } else if (auto program = any_of(root, there)) {
            found.push_back({name, false, std::move(*program)});
        }
    };
    if (is_there(root / "etc/ufw/ufw.conf")) {
        const bool enabled = has_line(root / "etc/ufw/ufw.conf", "ENABLED=yes");
        found.push_back({"ufw", enabled, "/etc/ufw/ufw.conf"});
    }
    add("firewalld", {"etc/systemd/system/multi-user.target.wants/firewalld.service"},
        {"etc/firewalld/firewalld.conf", "usr/sbin/firewalld"});
    add("nftables",
        {"etc/systemd/system/sysinit.target.wants/nftables.service",
         "etc/systemd/system/multi-user.target.wants/nftables.service"},
        {"etc/nftables.conf", "usr/sbin/nft", "sbin/nft"});
    add("iptables", {"etc/iptables/rules.v4", "etc/iptables/iptables.rules"},
        {"usr/sbin/iptables", "sbin/iptables"});
    return found;
}

std::vector<surroundings> find_surroundings(const path& root) {
    std::vector<surroundings> around;
    if (is_there(root / "var/run/secrets/kubernetes.io")) {
        around.push_back(surroundings::kubernetes);
    } else if (is_there(root / ".dockerenv")) {
        around.push_back(surroundings::docker);
    } else if (is_there(root / "run/.containerenv")) {
        around.push_back(surroundings::podman);
    } else if (is_there(root / "run/systemd/container")) {
        around.push_back(surroundings::container);
    }
    const std::string version = first_line(root / "proc/version");
    if (version.find("icrosoft") != std::string::npos) {
        const bool second = version.find("WSL2") != std::string::npos ||
                            version.find("microsoft-standard") != std::string::npos;
        around.push_back(second ? surroundings::wsl2 : surroundings::wsl1);
    }
    return around;
}

} // namespace gateway::app
