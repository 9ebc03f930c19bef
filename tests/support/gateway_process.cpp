#include "support/gateway_process.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "support/run_command.hpp"

namespace gateway::tests {
namespace {

bool names(const std::vector<std::string>& options, std::string_view option) {
    return std::any_of(options.begin(), options.end(), [&](std::string_view o) {
        return o == option || (o.starts_with(option) && o.substr(option.size()).starts_with('='));
    });
}

std::vector<std::string> with_free_ports(std::vector<std::string> options) {
    for (const char* option : {"--http", "--udp"}) {
        if (!names(options, option)) {
            options.insert(options.end(), {option, "127.0.0.1:0"});
        }
    }
    return options;
}

} // namespace

std::string binary_path(const char* variable) {
    const char* path = std::getenv(variable);
    if (path == nullptr) throw std::runtime_error(std::string(variable) + " is not set");
    return path;
}

launch gateway_launch(std::vector<std::string> options, std::vector<std::string> environment) {
    // Should the tests be killed, the kernel kills the gateway.
    std::vector<std::string> argv{"setpriv", "--pdeathsig", "KILL", "--",
                                  binary_path("GATEWAY_BINARY")};
    argv.insert(argv.end(), options.begin(), options.end());
    return {std::move(argv), std::move(environment), {}};
}

launch started_by(std::vector<std::string> wrapper, launch gateway) {
    gateway.argv.insert(gateway.argv.begin(), wrapper.begin(), wrapper.end());
    return gateway;
}

failed_start run_gateway(std::vector<std::string> options, std::vector<std::string> environment) {
    child_process process(gateway_launch(std::move(options), std::move(environment)));
    const auto status = process.wait_exit();
    if (!status) throw timed_out("the end of the gateway");
    return {*status, process.out(), process.err()};
}

gateway_process::gateway_process(std::vector<std::string> options,
                                 std::vector<std::string> environment)
    : gateway_process(gateway_launch(with_free_ports(std::move(options)), std::move(environment))) {
}

gateway_process::gateway_process(const launch& how) : process_(how) {
    const auto is_ready = [](const std::string& out, const std::string&) {
        return out.starts_with("ready\n") || out.find("\nready\n") != std::string::npos;
    };
    if (!process_.wait_output(is_ready)) {
        throw std::runtime_error("the gateway did not get ready: " + process_.err());
    }
    read_addresses();
}

void gateway_process::read_addresses() {
    for (const std::string& line : lines_of(process_.out())) {
        const std::string_view view = line;
        constexpr std::string_view udp = "listening udp ", http = "listening http http";
        if (view.starts_with(udp)) udp_.push_back(endpoint::parse(view.substr(udp.size())));
        if (view.starts_with(http))
            http_.push_back(endpoint::parse(view.substr(view.find("//") + 2)));
    }
}

std::string gateway_process::send(std::string_view payload) const {
    udp_client client(udp().is_v6() ? "::1" : "127.0.0.1");
    client.send(udp(), payload);
    return client.name();
}

http_response gateway_process::get(std::string_view target, std::string_view headers) const {
    return http_client(http()).get(target, headers);
}

http_response gateway_process::post(std::string_view body, std::string_view headers) const {
    return http_client(http()).request("POST", "/api/v1/events", headers, body);
}

int gateway_process::stop() {
    process_.send_signal(SIGTERM);
    const auto status = process_.wait_exit();
    if (!status) throw timed_out("the end of the gateway");
    if (*status != 0) std::cerr << process_.err(); // which says why
    return *status;
}

std::size_t gateway_process::rss() const {
    std::ifstream file("/proc/" + std::to_string(process_.pid()) + "/statm");
    std::size_t total = 0, resident = 0;
    file >> total >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

} // namespace gateway::tests
