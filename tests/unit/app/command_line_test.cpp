#include "app/command_line.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

#include "app/options.hpp"
#include "app/usage.hpp"
#include "support/temp_folder.hpp"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

app::command_line read(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "event-gateway");
    return app::read_command_line(static_cast<int>(arguments.size()), arguments.data());
}

config settings(const std::vector<const char*>& arguments) {
    return read(arguments).settings;
}

// Sets a variable of the environment as long as it lives.
struct variable {
    variable(const char* n, const char* value) : name(n) { setenv(n, value, 1); }
    ~variable() { unsetenv(name); }
    variable(const variable&) = delete;
    variable& operator=(const variable&) = delete;
    const char* name;
};

} // namespace

TEST_CASE("command_line: without arguments everything is as the contract says") {
    const config c = settings({});
    REQUIRE(c.udp.listen.size() == 1);
    CHECK(c.udp.listen[0].host.empty());
    CHECK(c.udp.listen[0].port == 9999);
    REQUIRE(c.http.listen.size() == 1);
    CHECK(c.http.listen[0].host == "localhost");
    CHECK(c.http.listen[0].port == 8080);
    CHECK(c.ring_size == 64 << 20);
    CHECK(c.udp.receive_buffer == 8 << 20);
    CHECK(c.http.max_body == 1 << 20);
    CHECK(c.http.max_connections == 10'000);
    CHECK(c.http.header_timeout == 10s);
    CHECK(c.http.body_timeout == 30s);
    CHECK(c.http.idle_timeout == 60s);
    CHECK(c.http.token.empty());
    CHECK(c.log.level == "info");
    CHECK(c.log.format == log_format::text);
    CHECK(c.ring_file.empty());
    CHECK_FALSE(c.ring_size_given);
    CHECK_FALSE(c.read_only);
}

TEST_CASE("command_line: a ring file, and looking at one") {
    const config c = settings({"--ring-file", "/var/ring", "--read-only", "--ring-size=1MiB"});
    CHECK(c.ring_file == "/var/ring");
    CHECK(c.read_only);
    CHECK(c.ring_size_given);
    CHECK_THROWS_AS(settings({"--read-only"}), app::usage_error);
    CHECK_THROWS_AS(settings({"--ring-file", ""}), app::usage_error);
}

TEST_CASE("command_line: other defaults stay until an option is named") {
    config defaults;
    defaults.udp.listen.clear();
    defaults.udp.passed = {{3, "udp.socket"}};
    defaults.http.listen.clear();
    const char* const arguments[] = {"event-gateway", "--http", ":8081"};
    const config c = app::read_command_line(3, arguments, defaults).settings;
    CHECK(c.udp.listen.empty());
    REQUIRE(c.udp.passed.size() == 1);
    CHECK(c.udp.passed[0].descriptor == 3);
    REQUIRE(c.http.listen.size() == 1);
    CHECK(c.http.listen[0].port == 8081);
}

TEST_CASE("command_line: every option is taken in both forms") {
    const config c = settings({"--ring-size", "1GiB", "--rcvbuf=64KiB", "--max-body", "2MiB",
                               "--max-connections=7", "--header-timeout", "300ms",
                               "--body-timeout=1m", "--idle-timeout", "1.5s", "--log-level=debug",
                               "--log-format", "json", "--timestamps", "batch", "--gro=on"});
    CHECK(c.ring_size == 1 << 30);
    CHECK(c.udp.receive_buffer == 64 << 10);
    CHECK(c.http.max_body == 2 << 20);
    CHECK(c.http.max_connections == 7);
    CHECK(c.http.header_timeout == 300ms);
    CHECK(c.http.body_timeout == 60s);
    CHECK(c.http.idle_timeout == 1500ms);
    CHECK(c.log.level == "debug");
    CHECK(c.log.format == log_format::json);
    CHECK(c.udp.timestamps == udp_timestamps::batch);
    CHECK(c.udp.coalescing == udp_coalescing::on);
    CHECK(settings({}).udp.timestamps == udp_timestamps::kernel);
    CHECK(settings({"--timestamps", "kernel"}).udp.timestamps == udp_timestamps::kernel);
    CHECK(settings({}).udp.coalescing == udp_coalescing::automatic);
    CHECK(settings({"--gro", "auto"}).udp.coalescing == udp_coalescing::automatic);
    CHECK(settings({"--gro", "off"}).udp.coalescing == udp_coalescing::off);
}

TEST_CASE("command_line: repeated options are lists that replace the default") {
    const config c = settings({"--udp", ":1", "--udp", "[::1]:2", "--allow-udp", "10.0.0.0/8",
                               "--allow-udp=::1", "--allow-host", "a", "--allow-host", "b"});
    REQUIRE(c.udp.listen.size() == 2);
    CHECK(c.udp.listen[0].port == 1);
    CHECK(c.udp.listen[1].host == "::1");
    CHECK(c.udp.allow == std::vector<std::string>{"10.0.0.0/8", "::1"});
    CHECK(c.http.allow_host == std::vector<std::string>{"a", "b"});
    CHECK_THROWS_WITH_AS(settings({"--ring-size", "1MiB", "--ring-size", "2MiB"}),
                         doctest::Contains("--ring-size"), app::usage_error);
}

TEST_CASE("command_line: help and version print and set nothing") {
    for (const char* option : {"--help", "--version"}) {
        CHECK(read({option}).print.value_or("").size() > 10);
    }
    CHECK_FALSE(read({}).print);
    const std::string help = *read({"--help"}).print;
    for (const app::option& o : app::options()) {
        CAPTURE(o.name);
        CHECK(help.find("--" + std::string(o.name)) != std::string::npos);
        CHECK_FALSE(o.help.empty());
    }
}

TEST_CASE("command_line: arguments beat the environment and that the file") {
    const tests::temp_folder folder;
    const std::string file = "--config=" + folder.write("a.toml",
                                                        "ring-size = \"1MiB\"\n"
                                                        "max-connections = 3\n"
                                                        "udp = [\":1\", \":2\"]\n"
                                                        "log-level = \"warn\"\n");
    const config from_file = settings({file.c_str()});
    CHECK(from_file.ring_size == 1 << 20);
    CHECK(from_file.http.max_connections == 3);
    CHECK(from_file.udp.listen.size() == 2);
    CHECK(from_file.log.level == "warn");

    const variable size("EVENT_GATEWAY_RING_SIZE", "2MiB"), udp("EVENT_GATEWAY_UDP", ":5,:6,:7");
    const config merged = settings({file.c_str(), "--max-connections", "9"});
    CHECK(merged.ring_size == 2 << 20);
    CHECK(merged.udp.listen.size() == 3);
    CHECK(merged.http.max_connections == 9);
    CHECK(merged.log.level == "warn");
    CHECK(settings({file.c_str(), "--ring-size", "3MiB"}).ring_size == 3 << 20);
    CHECK(settings({file.c_str(), "--udp", ":8"}).udp.listen.size() == 1);
}

TEST_CASE("command_line: a value that is overruled need not make sense") {
    const variable size("EVENT_GATEWAY_RING_SIZE", "nonsense");
    CHECK(settings({"--ring-size", "3MiB"}).ring_size == 3 << 20);
    CHECK_THROWS_WITH_AS(settings({}), doctest::Contains("EVENT_GATEWAY_RING_SIZE"),
                         app::usage_error);
}

TEST_CASE("command_line: an empty variable of the environment is a value") {
    const variable size("EVENT_GATEWAY_RING_SIZE", "");
    CHECK_THROWS_AS(settings({}), app::usage_error);
}

TEST_CASE("command_line: errors are one line that names option and value and expectation") {
    const std::vector<std::vector<const char*>> wrong{
        {"--ring-size", "-5"},      {"--ring-size", "1KiB"},
        {"--rcvbuf", "0"},          {"--udp", "x"},
        {"--http", "1.2.3.4:1%lo"}, {"--max-connections", "0"},
        {"--header-timeout", "0s"}, {"--idle-timeout", "99999h"},
        {"--allow-udp", "10/8"},    {"--log-level", "INFO!"},
        {"--log-format", "yaml"},   {"--max-body", "a\nb"},
    };
    for (const auto& arguments : wrong) {
        CAPTURE(arguments[0]);
        try {
            settings(arguments);
            FAIL_CHECK("taken: " << arguments[1]);
        } catch (const app::usage_error& e) {
            const std::string what = e.what();
            CHECK(what.find(arguments[0]) != std::string::npos);
            CHECK(what.find("expected") != std::string::npos);
            CHECK(what.find('\n') == std::string::npos);
        }
    }
}

TEST_CASE("command_line: token files give their first line") {
    const tests::temp_folder folder;
    const auto token = [&](const std::string& content) {
        const std::string path = folder.write("token", content);
        return settings({"--token-file", path.c_str()}).http.token;
    };
    CHECK(token("s3cret") == "s3cret");
    CHECK(token("s3cret\n") == "s3cret");
    CHECK(token("s3cret\r\nsecond line\n") == "s3cret");
    for (const std::string content : {"", "\n", "\r\n", "  \n"}) {
        CHECK_THROWS_AS(token(content), app::usage_error);
    }
}
