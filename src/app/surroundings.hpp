#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "web/doctor_facts.hpp"

// What the files of a machine tell of it; nothing is run, nothing needs a privilege, and what can't
// be read is not there. `root` is "/" but in tests.
namespace gateway::app {

// /proc/net/snmp and /proc/net/snmp6.
std::vector<web::udp_errors> read_udp_errors(const std::filesystem::path& root);

// By their configuration and programs.
std::vector<web::firewall> find_firewalls(const std::filesystem::path& root);

// Whether this is a container, or Linux in Windows.
std::vector<web::surroundings> find_surroundings(const std::filesystem::path& root);

} // namespace gateway::app
