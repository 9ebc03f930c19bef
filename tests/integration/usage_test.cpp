#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

using options = std::vector<std::string>;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// Every failed start ends with this status and says why in one line, with all of `parts` in it.
void check_one_line(const failed_start& start, int status, const options& parts) {
    CAPTURE(start.err);
    CHECK(start.status == status);
    CHECK(start.out.empty());
    CHECK(lines_of(start.err).size() == 1);
    CHECK(start.err.ends_with("\n"));
    for (const std::string& part : parts) {
        CAPTURE(part);
        CHECK(contains(start.err, part));
    }
}

const std::vector<std::pair<std::string, std::string>> bad_values{
    {"--http", "nonsense"},
    {"--http", "127.0.0.1"},
    {"--http", "127.0.0.1:"},
    {"--http", "127.0.0.1:65536"},
    {"--http", ":-1"},
    {"--http", "::1:80"},
    {"--http", "[::1]80"},
    {"--udp", "127.0.0.1:abc"},
    {"--udp", "[::1:5000"},
    {"--udp", "127.0.0.1:+80"},
    {"--ring-size", "-5"},
    {"--ring-size", "5MB"},
    {"--ring-size", "1.5MiB"},
    {"--ring-size", "64 MiB"},
    {"--ring-size", "99999999999GiB"},
    {"--rcvbuf", "lots"},
    {"--timestamps", "sender"},
    {"--gro", "yes"},
    {"--max-body", "1TiB"},
    {"--max-connections", "many"},
    {"--max-connections", "-1"},
    {"--header-timeout", "10"},
    {"--body-timeout", "-1s"},
    {"--idle-timeout", "soon"},
    {"--allow-udp", "10.0.0.0/33"},
    {"--allow-udp", "nonsense"},
    {"--allow-udp", "fe80::/129"},
    {"--log-level", "loud"},
    {"--log-format", "xml"},
};

std::string variable_of(const std::string& option) {
    std::string name = "EVENT_GATEWAY_";
    for (const char c : option.substr(2)) {
        name.push_back(c == '-' ? '_' : static_cast<char>(std::toupper(c)));
    }
    return name;
}

} // namespace

TEST_CASE("usage: a wrong value ends with 2 and a line with option and value and expectation") {
    for (const auto& [option, value] : bad_values) {
        CAPTURE(option);
        CAPTURE(value);
        check_one_line(run_gateway({option, value}), 2, {option, value, "expected"});
        check_one_line(run_gateway({option + "=" + value}), 2, {option, value, "expected"});
    }
}

TEST_CASE("usage: a wrong value in the environment names the variable") {
    for (const auto& [option, value] : bad_values) {
        CAPTURE(option);
        const std::string variable = variable_of(option);
        check_one_line(run_gateway({}, {variable + "=" + value}), 2, {variable, value, "expected"});
    }
}

TEST_CASE("usage: a wrong value in the file names the file and the key") {
    const temp_folder folder;
    for (const auto& [option, value] : bad_values) {
        CAPTURE(option);
        CAPTURE(value);
        const std::string key = option.substr(2);
        const std::string file = folder.write("gateway.toml", key + " = \"" + value + "\"\n");
        check_one_line(run_gateway({"--config", file}), 2, {file, key, value, "expected"});
    }
}

TEST_CASE("usage: a file with a wrong type or an unknown key or no TOML is refused") {
    const temp_folder folder;
    const std::vector<std::pair<std::string, options>> files{
        {"ring-size = true\n", {"ring-size"}},
        {"udp = [1, 2]\n", {"udp"}},
        {"ring-sise = \"1MiB\"\n", {"ring-sise"}},
        {"# a comment\nring-size = \n", {"2"}}, // the line
        {"ring-size = \"1MiB\"\nring-size = \"2MiB\"\n", {"ring-size"}},
        {"log-level = \"a\\nb\"\n", {"log-level"}},
        {std::string("\xff\xfe\x00", 3), {}},
    };
    for (const auto& [content, parts] : files) {
        CAPTURE(content);
        const std::string file = folder.write("gateway.toml", content);
        options expected = parts;
        expected.push_back(file);
        check_one_line(run_gateway({"--config", file}), 2, expected);
    }
}

TEST_CASE("usage: unknown options and missing values and stray words end with 2") {
    check_one_line(run_gateway({"--frobnicate"}), 2, {"--frobnicate"});
    check_one_line(run_gateway({"--frobnicate=1"}), 2, {"--frobnicate"});
    check_one_line(run_gateway({"-x"}), 2, {"-x"});
    check_one_line(run_gateway({"--udp"}), 2, {"--udp"});
    check_one_line(run_gateway({"--ring-size"}), 2, {"--ring-size"});
    check_one_line(run_gateway({"stray"}), 2, {"stray"});
    check_one_line(run_gateway({"--ring-size", ""}), 2, {"--ring-size"});
    check_one_line(run_gateway({"--ring-size", "1MiB", "--ring-size", "x"}), 2,
                   {"--ring-size", "x"});
}

TEST_CASE("usage: a hostile value stays within one line") {
    for (const std::string value :
         {"a\nb", "a\r\nready\n", "\x1b[31mred", "\xff\xfe", "\xe2\x80\xae", "%s%n{}"}) {
        CAPTURE(value);
        const auto start = run_gateway({"--log-level", value});
        check_one_line(start, 2, {"--log-level"});
        for (const char c : start.err) CHECK((c == '\n' || static_cast<unsigned char>(c) >= ' '));
        check_one_line(run_gateway({"--" + value}), 2, {});
        check_one_line(run_gateway({value}), 2, {});
        const auto listen = run_gateway({"--udp", "127.0.0.1:0", "--http", value + ":0"});
        CAPTURE(listen.err);
        CHECK((listen.status == 1 || listen.status == 2));
        CHECK(lines_of(listen.err).size() == 1);
        CHECK(listen.err.find('\x1b') == std::string::npos);
    }
}

TEST_CASE("usage: a hostile file or file name stays within one line") {
    const temp_folder folder;
    for (const std::string content :
         {"\"a\\nb\" = 1\n", "\"\\u001b[31m\" = 1\n", "a = \x1b[31m\n",
          "ring-size = \"\\u001b[2J\"\n", "\"\\u202e\" = 1\n", "a = \"\x07\"\n"}) {
        CAPTURE(content);
        const auto start = run_gateway({"--config", folder.write("gateway.toml", content)});
        check_one_line(start, 2, {folder.path("gateway.toml")});
        for (const char c : start.err) CHECK((c == '\n' || static_cast<unsigned char>(c) >= ' '));
    }
    check_one_line(run_gateway({"--config", folder.path("a\nb\x1b[31m")}), 2, {"a\\nb\\x1b"});
    check_one_line(run_gateway({"--config", folder.write("a\nb", "x = 1\n")}), 2, {"a\\nb"});
}

TEST_CASE("usage: a file that can't be read ends with one line that names it") {
    const temp_folder folder;
    for (const std::string option : {"--config", "--token-file"}) {
        for (const std::string& path : {folder.path("missing"), folder.path("")}) {
            CAPTURE(path);
            check_one_line(run_gateway({option, path}), 2, {option, path});
        }
    }
}

TEST_CASE("usage: an empty token is no token") {
    const temp_folder folder;
    const std::string file = folder.write("token", "\n");
    check_one_line(run_gateway({"--token-file", file}), 2, {"--token-file", file});
}

TEST_CASE("usage: an address in use ends with 1 and one line that names it") {
    const occupied_port udp(SOCK_DGRAM), tcp(SOCK_STREAM);
    check_one_line(run_gateway({"--http", "127.0.0.1:0", "--udp", udp.name()}), 1, {udp.name()});
    check_one_line(run_gateway({"--udp", "127.0.0.1:0", "--http", tcp.name()}), 1, {tcp.name()});
}

TEST_CASE("usage: an address that is not ours and a name nobody knows end with 1") {
    check_one_line(run_gateway({"--http", "127.0.0.1:0", "--udp", "192.0.2.77:0"}), 1,
                   {"192.0.2.77:0"});
    check_one_line(run_gateway({"--udp", "127.0.0.1:0", "--http", "no-such-host.invalid:0"}), 1,
                   {"no-such-host.invalid:0"});
    check_one_line(run_gateway({"--http", "127.0.0.1:0", "--udp", "239.1.2.3:0%nosuch0"}), 1,
                   {"nosuch0"});
}

TEST_CASE("usage: two gateways on one address: the second says so and the first goes on") {
    gateway_process first;
    const std::string udp = first.udp().text(), http = first.http().text();
    check_one_line(run_gateway({"--http", "127.0.0.1:0", "--udp", udp}), 1, {udp});
    check_one_line(run_gateway({"--udp", "127.0.0.1:0", "--http", http}), 1, {http});
    CHECK(first.get("/livez").status == 200);
}
