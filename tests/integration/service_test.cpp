#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "support/gateway_process.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

std::string unit_path(const std::string& name) {
    return binary_path("GATEWAY_SOURCE") + "/scripts/systemd/" + name;
}

std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE(file.is_open());
    return {std::istreambuf_iterator<char>(file), {}};
}

// The lines of the example that show an option, without the mark that makes them comments. Behind
// the head of a table come names that are no options.
std::vector<std::string> example_lines() {
    std::vector<std::string> found;
    for (const std::string& line : lines_of(text_of(unit_path("event-gateway.toml")))) {
        if (line.starts_with("#[") || line.starts_with("[")) break;
        const std::size_t end = line.find(" = ");
        if (!line.starts_with('#') || end == std::string::npos) continue;
        if (line.find(' ') == end) found.push_back(line.substr(1));
    }
    return found;
}

} // namespace

TEST_CASE("service: systemd-analyze gives the unit an exposure of 1.5 or less") {
    const auto report = run_command({"systemd-analyze", "security", "--no-pager", "--offline=true",
                                     unit_path("event-gateway.service")});
    CAPTURE(report.out);
    CAPTURE(report.err);
    CHECK(report.status == 0);
    const std::string before = "Overall exposure level for event-gateway.service: ";
    const std::size_t at = report.out.find(before);
    REQUIRE(at != std::string::npos);
    const double exposure = std::stod(report.out.substr(at + before.size()));
    CHECK(exposure > 0);
    CHECK(exposure <= 1.5);
}

TEST_CASE("service: systemd-analyze finds nothing wrong in the units") {
    // The program is where it was built, not yet in /usr/bin.
    const temp_folder folder;
    std::string service = text_of(unit_path("event-gateway.service"));
    const std::string installed = "/usr/bin/event-gateway", binary = binary_path("GATEWAY_BINARY");
    const std::size_t at = service.find("ExecStart=" + installed);
    REQUIRE(at != std::string::npos);
    service.replace(at + 10, installed.size(), binary);
    const std::vector<std::string> sockets{"event-gateway.socket", "event-gateway-udp.socket"};
    std::vector<std::string> argv{"systemd-analyze", "verify", "--man=no", "--recursive-errors=yes",
                                  folder.write("event-gateway.service", service)};
    for (const std::string& socket : sockets) {
        argv.push_back(folder.write(socket, text_of(unit_path(socket))));
    }
    const auto verified = run_command(argv);
    CHECK(verified.status == 0);
    CHECK(verified.out == "");
    CHECK(verified.err == "");
}

TEST_CASE("service: the example of its configuration shows every option, and only those") {
    std::set<std::string> in_example, in_help;
    for (const std::string& line : example_lines()) {
        in_example.insert(line.substr(0, line.find(' ')));
    }
    const std::string help = run_gateway({"--help"}).out;
    for (const std::string& line : lines_of(help)) {
        if (!line.starts_with("  --")) continue;
        in_help.insert(line.substr(4, line.find(' ', 4) - 4));
    }
    for (const char* not_in_files : {"help", "version", "config"}) in_help.erase(not_in_files);
    CHECK(in_help.size() > 10);
    for (const std::string& name : in_help) CHECK_MESSAGE(in_example.contains(name), name);
    for (const std::string& name : in_example) CHECK_MESSAGE(in_help.contains(name), name);
}

TEST_CASE("service: what the example shows is taken") {
    const temp_folder folder;
    std::string used;
    for (const std::string& line : example_lines()) {
        const bool is_here = line.find("\"/") == std::string::npos; // no file of its machine
        const bool is_other_way = line.starts_with("from-kafka");   // it can't go both ways
        if (is_here && !is_other_way) used += line + "\n";
    }
    REQUIRE(lines_of(used).size() > 10);
    for (const std::string& config :
         {unit_path("event-gateway.toml"), folder.write("used.toml", used)}) {
        gateway_process gateway(
            {"--config", config, "--udp", "127.0.0.1:0", "--http", "127.0.0.1:0"});
        CHECK(gateway.get("/livez").status == 200);
        CHECK(gateway.stop() == 0);
    }
}
