#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

// The default addresses are fixed ports: they are tried in a network of the test's own.
launch in_own_network(const std::string& script) {
    return {{"unshare", "--net", "bash", "-c", "ip link set lo up && " + script},
            {"GATEWAY_BINARY=" + binary_path("GATEWAY_BINARY")},
            {}};
}

} // namespace

TEST_CASE("start: prints its addresses one a line and then ready") {
    gateway_process gateway(
        {"--udp", "127.0.0.1:0", "--udp", "[::1]:0", "--http", "127.0.0.1:0", "--http", "[::1]:0"});
    REQUIRE(gateway.udp_count() == 2);
    REQUIRE(gateway.http_count() == 2);
    for (std::size_t i : {0U, 1U}) {
        CHECK(gateway.udp(i).port != 0);
        CHECK(gateway.http(i).port != 0);
    }
    const std::vector<std::string> expected{
        "listening udp " + gateway.udp(0).text(), "listening udp " + gateway.udp(1).text(),
        "listening http http://" + gateway.http(0).text() + "/",
        "listening http http://" + gateway.http(1).text() + "/", "ready"};
    CHECK(lines_of(gateway.process().out()) == expected);
    CHECK(gateway.udp(0).host == "127.0.0.1");
    CHECK(gateway.udp(1).host == "::1");
}

TEST_CASE("start: ready means that both doors are open") {
    gateway_process gateway;
    gateway.send("first");
    CHECK(gateway.get("/livez").status == 200);
    CHECK(wait_stored(gateway, 1));
    CHECK(event_of(gateway, 1).bytes == "first");
}

TEST_CASE("start: without options it listens on 9999 and on localhost 8080") {
    gateway_process gateway(in_own_network("exec \"$GATEWAY_BINARY\""));
    const std::vector<std::string> expected{"listening udp [::]:9999",
                                            "listening http http://127.0.0.1:8080/",
                                            "listening http http://[::1]:8080/", "ready"};
    CHECK(lines_of(gateway.process().out()) == expected);
    CHECK(gateway.stop() == 0);
}

TEST_CASE("start: the first datagram of the README arrives") {
    const std::string script = R"(
        mkfifo "$folder/lines"
        "$GATEWAY_BINARY" >"$folder/lines" &
        exec 3<"$folder/lines"
        while read -r line <&3 && [ "$line" != ready ]; do :; done
        for try in $(seq 500); do
            # nc does not wait: it ends without a datagram where echo is not quick enough.
            echo "hello" | nc -u -w0 127.0.0.1 9999
            page=$(curl -s http://localhost:8080/api/v1/events)
            case "$page" in *'"data":"hello\n"'*) found=yes; break ;; esac
            sleep 0.01
        done
        kill $!
        wait $!
        echo "found=${found:-no} status=$?")";
    const temp_folder folder;
    child_process child(in_own_network("folder=" + folder.path("") + "; " + script));
    REQUIRE(child.wait_exit() == 0);
    CHECK(child.out() == "found=yes status=0\n");
}

TEST_CASE("start: an IPv4 address and a bare port are both taken") {
    gateway_process gateway({"--udp", ":0", "--http", ":0"});
    REQUIRE(gateway.udp_count() == 1);
    CHECK(gateway.udp().host == "::");
    REQUIRE(gateway.http_count() >= 1);
    const endpoint v4{"127.0.0.1", gateway.http().port};
    const endpoint v6{"::1", gateway.http().port};
    CHECK(http_client(v4).get("/livez").status == 200);
    CHECK(http_client(v6).get("/livez").status == 200);
}

TEST_CASE("start: help names every option of the contract and ends with 0") {
    const auto help = run_gateway({"--help"});
    CHECK(help.status == 0);
    CHECK(help.err.empty());
    for (const std::string option :
         {"--http", "--udp", "--ring-size", "--rcvbuf", "--max-body", "--max-connections",
          "--header-timeout", "--body-timeout", "--idle-timeout", "--allow-udp", "--allow-host",
          "--token-file", "--config", "--log-level", "--log-format", "--help", "--version"}) {
        CAPTURE(option);
        CHECK(help.out.find(option) != std::string::npos);
    }
}

TEST_CASE("start: version is one line and ends with 0") {
    const auto version = run_gateway({"--version"});
    CHECK(version.status == 0);
    CHECK(version.err.empty());
    REQUIRE(lines_of(version.out).size() == 1);
    CHECK(version.out.starts_with("event-gateway "));
    CHECK(version.out.find_first_of("0123456789") != std::string::npos);
}

TEST_CASE("start: logs go to standard error as text or as JSON") {
    gateway_process text({"--log-level", "debug"});
    CHECK(text.stop() == 0);
    CHECK_FALSE(text.process().err().empty());
    CHECK_FALSE(is_json(lines_of(text.process().err()).front()));

    gateway_process json({"--log-level", "debug", "--log-format", "json"});
    CHECK(json.stop() == 0);
    CHECK_FALSE(json.process().err().empty());
    for (const std::string& line : lines_of(json.process().err())) {
        CAPTURE(line);
        CHECK(is_json(line));
    }
    CHECK(lines_of(json.process().out()).size() == 3);
}
