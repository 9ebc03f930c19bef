#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

const std::string commands =
    "[commands]\n"
    "hello = [\"echo\", \"hello\"]\n"
    "echo = [\"printf\", \"%s|\", \"{a}\", \"{b}\"]\n"
    "any = { argv = [\"printf\", \"%s|\", \"x\", \"{value}\"], params = { value = \"(?s).*\" } }\n"
    "count = { argv = [\"seq\", \"{n}\"], params = { n = \"[1-9][0-9]*\" } }\n"
    "both = [\"sh\", \"-c\", \"echo one; echo two >&2; echo three\"]\n"
    "fails = [\"sh\", \"-c\", \"exit 3\"]\n"
    "killed = [\"sh\", \"-c\", \"echo before; kill -9 $$\"]\n"
    "fds = [\"ls\", \"-l\", \"/proc/self/fd\"]\n"
    "env = [\"env\"]\n"
    "status = [\"cat\", \"/proc/self/status\"]\n"
    "place = [\"sh\", \"-c\", \"pwd; ulimit -n; cat | wc -c; (: < /dev/tty) 2>/dev/null || echo "
    "no terminal\"]\n"
    "missing = [\"/no/such/program\"]\n"
    "touch = [\"touch\", \"{path}\"]\n";

struct runner {
    explicit runner(const std::vector<std::string>& options = {})
        : gateway(with_config(options), {"SECRET_OF_THE_GATEWAY=1"}) {}

    std::vector<std::string> with_config(std::vector<std::string> options) {
        const std::string script = "script = [\"" + folder.write("script", "echo no\n") + "\"]\n";
        options.insert(options.end(),
                       {"--config", folder.write("gateway.toml", commands + script)});
        return options;
    }
    std::string detail(const std::string& target) const {
        const auto r = gateway.get(target, "Accept: application/json\r\n");
        CHECK(r.header("Content-Type") == "application/problem+json");
        return std::to_string(r.status) + " " + json_string(r.body, "/detail");
    }

    temp_folder folder;
    gateway_process gateway;
};

} // namespace

TEST_CASE("run: a command's output is the answer and its exit status the trailer") {
    const runner r;
    const auto hello = r.gateway.get("/run/hello");
    CHECK(hello.status == 200);
    CHECK(hello.body == "hello\n");
    CHECK(hello.trailers == "Exit-Status: 0\r\n");
    CHECK(hello.header("Trailer") == "Exit-Status");
    CHECK(hello.header("Transfer-Encoding") == "chunked");
    CHECK(hello.header("Content-Type") == "text/plain; charset=utf-8");
    CHECK(hello.header("Cache-Control") == "no-store");
    CHECK(hello.header("X-Accel-Buffering") == "no");
    CHECK(hello.header("X-Content-Type-Options") == "nosniff");
    CHECK(r.gateway.get("/run/hell%6F").body == "hello\n");
    CHECK(r.gateway.get("/run/fails").trailers == "Exit-Status: 3\r\n");
    const auto killed = r.gateway.get("/run/killed");
    CHECK(killed.body == "before\n");
    CHECK(killed.trailers == "Exit-Status: signal 9\r\n");
    CHECK(r.gateway.get("/run/both").body == "one\ntwo\nthree\n");
    const auto stats = stats_of(r.gateway);
    CHECK(stats["/commands/run"] == 5);
    CHECK(stats["/commands/left"] == 0);
}

TEST_CASE("run: a connection goes on behind a command, and long output is whole") {
    const runner r;
    http_client client(r.gateway.http());
    std::string expected;
    for (int i = 1; i <= 200'000; ++i) expected += std::to_string(i) + "\n";
    for (int i = 0; i < 3; ++i) {
        const auto answer = client.get("/run/count?n=200000");
        CHECK(answer.body == expected);
        CHECK(answer.trailers == "Exit-Status: 0\r\n");
    }
    CHECK(client.get("/livez").status == 200);
}

TEST_CASE("run: HTTP 1.0 gets it without chunks and trailer, HEAD runs nothing") {
    const runner r;
    http_client old(r.gateway.http());
    old.send("GET /run/hello HTTP/1.0\r\n\r\n");
    const auto answer = old.read();
    CHECK(answer.body == "hello\n");
    CHECK(answer.count("Transfer-Encoding") == 0);
    CHECK(answer.count("Trailer") == 0);
    CHECK(answer.header("Connection") == "close");

    const std::string path = r.folder.path("touched");
    http_client client(r.gateway.http());
    const auto head = client.request("HEAD", "/run/touch?path=" + path);
    CHECK(head.status == 200);
    CHECK(head.header("Trailer") == "Exit-Status");
    CHECK(client.request("HEAD", "/run/touch").status == 400);
    CHECK(stats_of(r.gateway)["/commands/run"] == 1);
    CHECK(client.request("POST", "/run/hello").header("Allow") == "GET, HEAD, OPTIONS");
    CHECK_FALSE(std::filesystem::exists(path));
    CHECK(client.get("/run/touch?path=" + path).status == 200);
    CHECK(std::filesystem::exists(path));
}

TEST_CASE("run: nothing of the gateway is inherited") {
    const runner r;
    // A connection and a stream are open meanwhile, and the one that asks.
    http_client stream(r.gateway.http());
    stream.send_request("GET", "/api/v1/stream");
    REQUIRE(stream.read_head().status == 200);

    const auto fds = lines_of(r.gateway.get("/run/fds").body);
    REQUIRE(fds.size() == 5); // "total 0", then 0, 1, 2, and the folder that ls reads
    CHECK(fds[1].ends_with("0 -> /dev/null"));
    CHECK(fds[2].find(" 1 -> pipe:[") != std::string::npos);
    CHECK(fds[3].find(" 2 -> pipe:[") != std::string::npos);
    CHECK(fds[4].find("/proc/") != std::string::npos);

    const std::string env = r.gateway.get("/run/env").body;
    CHECK(env.find("EVENT_GATEWAY") == std::string::npos);
    CHECK(env.find("SECRET") == std::string::npos);
    for (const std::string& line : lines_of(env)) {
        const std::string name = line.substr(0, line.find('='));
        CHECK((name == "PATH" || name == "HOME" || name == "LANG" || name == "RUN_ID"));
    }
    CHECK(env.find("LANG=C.UTF-8\n") != std::string::npos);

    const std::string status = r.gateway.get("/run/status").body;
    CHECK(status.find("SigBlk:\t0000000000000000") != std::string::npos);
    // Of the ordinary signals (1 to 31); SIGPIPE is ignored by the gateway.
    const std::size_t ignored = status.find("SigIgn:\t") + 8;
    CHECK((std::stoull(status.substr(ignored, 16), nullptr, 16) & 0x7fffffff) == 0);
    CHECK(r.gateway.get("/run/place").body == "/\n1024\n0\nno terminal\n");
}

TEST_CASE("run: parameters are whole arguments that match their patterns") {
    const runner r;
    CHECK(r.gateway.get("/run/echo?a=1&b=two").body == "1|two|");
    CHECK(r.gateway.get("/run/echo?b=two&a=%31").body == "1|two|");
    for (const std::string value :
         {";%20rm%20-rf%20/", "$(id)", "%60id%60", "a%20b", "a%0Ab", "a%0A", "-rf", "--help", "",
          "a%7Cb", "a%26b", "%22", "'", "*", "~", "%C3%A4", "%00", "a%00"}) {
        CAPTURE(value);
        const std::string detail = r.detail("/run/echo?a=1&b=" + value);
        CHECK(detail.starts_with("400 The parameter 'b' has a value that is not allowed: '"));
        for (const unsigned char c : detail) CHECK(c >= ' ');
    }
    // Who allows everything gets everything, as one argument.
    CHECK(r.gateway.get("/run/any?value=;%20$(id)%0A-x%20'%22").body == "x|; $(id)\n-x '\"|");
    CHECK(r.gateway.get("/run/any?value=").body == "x||");
    CHECK(r.detail("/run/any?value=a%00b").starts_with("400 "));
    CHECK(r.detail("/run/echo?a=1&b=$" + std::string(5000, 'x')).size() < 200);
    CHECK(r.detail("/run/echo?a=1") == "400 The parameter 'b' is missing.");
    CHECK(r.detail("/run/echo?a=1&b=2&c=3") == "400 The parameter 'c' is not known here.");
    CHECK(r.detail("/run/echo?a=1&a=2&b=2") == "400 The parameter 'a' is given twice.");
    CHECK(r.detail("/run/echo?a=%4&b=2").starts_with("400 The query has a percent sign"));
    CHECK(r.detail("/run/hello?x") == "400 The parameter 'x' is not known here.");
    CHECK(r.detail("/run/nothing") == "404 There is no such command.");
    CHECK(r.gateway.get("/run/").status == 404);
    CHECK(r.gateway.get("/run/hello/x").status == 404);
}

TEST_CASE("run: a command that can't be started is told in the log, once") {
    runner r;
    for (int i = 0; i < 3; ++i) {
        CHECK(r.detail("/run/missing").starts_with("502 "));
        CHECK(r.detail("/run/script").starts_with("502 ")); // not executable
    }
    CHECK(r.gateway.stop() == 0);
    const std::string log = r.gateway.process().err();
    const std::string line = "run/missing: can't be started: /no/such/program: No such file";
    CHECK(log.find(line) != std::string::npos);
    CHECK(log.find(line) == log.rfind(line));
    CHECK(log.find("/script: Permission denied") != std::string::npos);
}

TEST_CASE("run: pages of other origins and conditions start nothing") {
    const runner r;
    const std::string path = r.folder.path("touched");
    const std::string target = "/run/touch?path=" + path;
    for (const std::string header :
         {"Origin: https://evil.example", "Sec-Fetch-Site: cross-site"}) {
        CHECK(r.gateway.get(target, header + "\r\n").status == 403);
    }
    for (const std::string header : {"If-Match: \"x\"", "If-None-Match: *"}) {
        CHECK(r.gateway.get(target, header + "\r\n").status == 412);
    }
    CHECK_FALSE(std::filesystem::exists(path));
    CHECK(r.gateway.get(target, "Sec-Fetch-Site: same-origin\r\nRange: bytes=0-1\r\n").status ==
          200);
    CHECK(std::filesystem::exists(path));
}

TEST_CASE("run: who can't show the token runs nothing") {
    temp_folder folder;
    const runner r({"--token-file", folder.write("token", "secret\n")});
    CHECK(r.gateway.get("/run/hello").status == 401);
    CHECK(r.gateway.get("/run/hello", "Authorization: Bearer secret\r\n").body == "hello\n");
}
