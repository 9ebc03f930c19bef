#include "app/service_environment.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "net/passed_socket.hpp"
#include "text/escape.hpp"
#include "text/number.hpp"

namespace gateway::app {
namespace {

constexpr int first_descriptor = 3; // behind standard error
constexpr std::uint64_t most_descriptors = 1'000'000;
constexpr std::uint64_t longest_watchdog = 86'400'000'000; // a day in microseconds

std::string take(const char* name) {
    const char* const value = std::getenv(name);
    std::string taken = value == nullptr ? "" : value;
    ::unsetenv(name);
    return taken;
}

bool is_ours(const std::string& pid) {
    return pid == std::to_string(::getpid());
}

// Names stand in the order of the descriptors, with colons between them; there may be none.
std::string take_name(std::string_view& names) {
    const std::string_view name = names.substr(0, names.find(':'));
    names.remove_prefix(std::min(name.size() + 1, names.size()));
    return std::string{name};
}

std::vector<passed_socket> take_sockets() {
    const bool ours = is_ours(take("LISTEN_PID"));
    const std::string count = take("LISTEN_FDS"), all_names = take("LISTEN_FDNAMES");
    if (!ours || count.empty()) return {};
    const auto n = text::parse_uint(count);
    if (!n || *n > most_descriptors) {
        throw std::runtime_error(
            fmt::format("LISTEN_FDS '{}' is not valid; expected a number", text::printable(count)));
    }
    std::string_view names = all_names;
    std::vector<passed_socket> sockets;
    sockets.reserve(*n);
    for (int i = 0; i < static_cast<int>(*n); ++i) {
        sockets.push_back({first_descriptor + i, take_name(names)});
    }
    return sockets;
}

std::chrono::microseconds take_watchdog() {
    const std::string pid = take("WATCHDOG_PID");
    const auto within = text::parse_uint(take("WATCHDOG_USEC"));
    if (!within || *within > longest_watchdog || !(pid.empty() || is_ours(pid))) return {};
    return std::chrono::microseconds{*within};
}

} // namespace

config service_defaults() {
    config c;
    for (const passed_socket& passed : take_sockets()) {
        const bool udp = net::kind_of(passed) == net::passed_kind::udp;
        (udp ? c.udp.listen : c.http.listen).clear();
        (udp ? c.udp.passed : c.http.passed).push_back(passed);
    }
    c.service.notify_socket = take("NOTIFY_SOCKET");
    c.service.watchdog = take_watchdog();
    return c;
}

} // namespace gateway::app
