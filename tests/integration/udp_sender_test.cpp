#include <doctest/doctest.h>
#include <signal.h>

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

std::vector<std::string> command(std::vector<std::string> options) {
    options.insert(options.begin(), binary_path("SENDER_BINARY"));
    return options;
}

// Runs udp-sender to its end.
command_result run(const std::vector<std::string>& options, const std::string& input = {}) {
    return run_command(command(options), input);
}

// The same towards a gateway; it has to succeed.
command_result send(const gateway_process& gateway, std::vector<std::string> options,
                    const std::string& input = {}) {
    options.push_back(gateway.udp().text());
    const command_result result = run(options, input);
    CAPTURE(result.err);
    REQUIRE(result.status == 0);
    return result;
}

// The payloads of all events, once there are `count`.
std::vector<std::string> payloads(const gateway_process& gateway, std::uint64_t count) {
    REQUIRE(wait_stored(gateway, count));
    std::vector<std::string> all;
    for (const event_record& event : page_of(gateway, "limit=1000").events) {
        all.push_back(event.bytes);
    }
    return all;
}

using strings = std::vector<std::string>;

} // namespace

TEST_CASE("udp-sender: without options it sends one numbered datagram") {
    gateway_process gateway;
    const auto result = send(gateway, {});
    CHECK(payloads(gateway, 1) == strings{"event 1"});
    CHECK(result.out.starts_with("1 sent, 0 errors, "));
    CHECK(result.err.empty());
}

TEST_CASE("udp-sender: everything that can be sent") {
    gateway_process gateway;
    temp_folder folder;
    const std::string file = folder.write("payload", std::string("a\nb\0c", 5));
    const std::string largest = folder.write("largest", std::string(65'507, 'x'));
    send(gateway, {"--hex", "00ff 41"});
    send(gateway, {"--file", file});
    send(gateway, {"--file", largest});
    send(gateway, {"--lines", "-"}, "one\r\n\ntwo");
    send(gateway, {"--lines", file, "--count", "1"});
    send(gateway, {"--hex", "41", "--size", "3"});
    send(gateway, {"--size", "9", "--count", "2"});
    const auto got = payloads(gateway, 10);
    CHECK(got == strings{std::string("\0\xff\x41", 3), std::string("a\nb\0c", 5),
                         std::string(65'507, 'x'), "one", "", "two", "a", std::string("A\0\0", 3),
                         "event 1..", "event 2.."});
}

TEST_CASE("udp-sender: text and its placeholders") {
    gateway_process gateway;
    const std::string to = gateway.udp().text();
    CHECK(run({"--count", "2", to, "{n} of {\"n\":{n}}"}).status == 0);
    CHECK(run({to, ""}).status == 0);
    CHECK(run({to, "{time}"}).status == 0);
    const auto got = payloads(gateway, 4);
    CHECK(got[0] == "1 of {\"n\":1}");
    CHECK(got[1] == "2 of {\"n\":2}");
    CHECK(got[2].empty());
    const std::int64_t age = unix_ns_now() - unix_ns(got[3]);
    CHECK(age >= 0);
    CHECK(age < 60'000'000'000);
}

TEST_CASE("udp-sender: lines are sent as they come") {
    gateway_process gateway;
    temp_folder folder;
    const std::string fifo = folder.path("later");
    REQUIRE(run_command({"mkfifo", fifo}).status == 0);
    child_process sender({{"bash", "-c", "{ echo early; cat \"$0\"; } | \"$@\"", fifo,
                           binary_path("SENDER_BINARY"), "--lines", "-", gateway.udp().text()},
                          {},
                          {}});
    CHECK(payloads(gateway, 1) == strings{"early"}); // while the input is still open
    std::ofstream(fifo) << "late\n";
    CHECK(sender.wait_exit() == 0);
    CHECK(payloads(gateway, 2) == strings{"early", "late"});
}

TEST_CASE("udp-sender: local ports in turn") {
    gateway_process gateway;
    send(gateway, {"--count", "300", "--sources", "3"});
    REQUIRE(wait_stored(gateway, 300));
    std::map<std::string, std::vector<int>> numbers;
    for (const event_record& event : page_of(gateway, "limit=1000").events) {
        numbers[event.source].push_back(std::stoi(event.bytes.substr(6)));
    }
    REQUIRE(numbers.size() == 3);
    for (const auto& [source, sent] : numbers) {
        REQUIRE(sent.size() == 100);
        for (std::size_t i = 1; i < sent.size(); ++i) CHECK(sent[i] == sent[i - 1] + 3);
    }
}

TEST_CASE("udp-sender: pieces arrive whole, to either side of coalescing") {
    for (const char* mode : {"auto", "on"}) {
        gateway_process gateway({"--gro", mode});
        const auto result = run({"--gso", "50", "--size", "100", "--count", "10020", "--verify",
                                 "http://" + gateway.http().text(), gateway.udp().text()});
        CHECK(result.status == 0);
        CHECK(result.out.find("10020 arrived, 0 dropped by the kernel, 0 missing, 0 duplicated, "
                              "0 out of order") != std::string::npos);
    }
}

TEST_CASE("udp-sender: IPv6") {
    gateway_process gateway({"--udp", "[::1]:0"});
    send(gateway, {});
    REQUIRE(wait_stored(gateway, 1));
    CHECK(event_of(gateway, 1).source.starts_with("[::1]:"));
}

TEST_CASE("udp-sender: the summary as one line of JSON") {
    gateway_process gateway;
    const auto result = send(gateway, {"--json", "--count", "10"});
    REQUIRE(lines_of(result.out).size() == 1);
    const figures summary(result.out);
    CHECK(summary["/sent"] == 10);
    CHECK(summary["/bytes"] == 9 * 7 + 8);
    CHECK(summary["/errors"] == 0);
    CHECK(result.err.empty());
}

TEST_CASE("udp-sender: a rate is never exceeded and the summary tells whether it was held") {
    gateway_process gateway;
    const auto result = send(gateway, {"--rate", "2000", "--count", "1000", "--json"});
    const std::string seconds_mark = "\"seconds\":";
    const double seconds =
        std::stod(result.out.substr(result.out.find(seconds_mark) + seconds_mark.size()));
    CHECK(seconds >= 0.5);
    // A busy machine may not hold it; then that is said.
    const bool held = 1'000 / seconds >= 0.99 * 2'000;
    CHECK((result.out.find("\"rate_held\":true") != std::string::npos) == held);
    CHECK((result.out.find("could not be held") == std::string::npos) == held);
    REQUIRE(wait_stored(gateway, 1'000));
    const std::int64_t first = unix_ns(event_of(gateway, 1).time);
    const std::int64_t last = unix_ns(event_of(gateway, 1'000).time);
    CHECK(last - first > 250'000'000); // half of what it takes: the first one may be late
}

TEST_CASE("udp-sender: says when a rate can not be held") {
    gateway_process gateway;
    const auto text = send(gateway, {"--rate", "1000000000", "--count", "20000"});
    CHECK(text.out.find("the rate of 1000000000/s could not be held: ") != std::string::npos);
    const auto json = send(gateway, {"--rate", "1000000000", "--count", "20000", "--json"});
    CHECK(json.out.find("\"rate_held\":false") != std::string::npos);
}

TEST_CASE("udp-sender: a duration ends it") {
    gateway_process gateway;
    const auto result = send(gateway, {"--rate", "100", "--duration", "300ms", "--json"});
    const std::uint64_t sent = figures(result.out)["/sent"];
    CHECK(sent >= 1);
    CHECK(sent <= 30);
    CHECK(wait_stored(gateway, sent));
}

TEST_CASE("udp-sender: a closed port is told and is no failure") {
    // tcpmux: no test is ever given this port, so nobody else gets the datagrams.
    const std::string to = "127.0.0.1:1";
    const auto json = run({"--count", "100", "--json", to});
    CHECK(json.status == 0);
    CHECK(figures(json.out)["/sent"] == 100);
    CHECK(figures(json.out)["/errors"] == 100);
    CHECK(run({to}).out.find(to + " refuses: nothing listens there") != std::string::npos);
}

TEST_CASE("udp-sender: a signal ends it with its summary") {
    for (const int signal : {SIGINT, SIGTERM}) {
        gateway_process gateway;
        child_process sender(
            {command({"--rate", "1", "--count", "1000", gateway.udp().text()}), {}, {}});
        REQUIRE(wait_stored(gateway, 1));
        sender.send_signal(signal);
        CHECK(sender.wait_exit() == 128 + signal);
        CHECK(sender.out().find(" sent, 0 errors, ") != std::string::npos);
        CHECK(sender.out().find("ended early by SIG") != std::string::npos);
    }
}

TEST_CASE("udp-sender: progress is for a terminal only") {
    gateway_process gateway;
    const std::string line =
        binary_path("SENDER_BINARY") + " --rate 100 --duration 1.3s " + gateway.udp().text();
    const auto on_terminal = run_command({"script", "-qec", line, "/dev/null"});
    CHECK(on_terminal.status == 0);
    CHECK(on_terminal.out.find("[#####") != std::string::npos);
    CHECK(on_terminal.out.find(" %  ") != std::string::npos);
    const auto quiet = run_command({"script", "-qec", line + " --quiet", "/dev/null"});
    CHECK(quiet.out.find('%') == std::string::npos);
    CHECK(quiet.out.find(" sent, 0 errors, ") != std::string::npos);
}

TEST_CASE("udp-sender: wrong usage ends with status 2 and one line") {
    const std::vector<strings> wrong{{},
                                     {"127.0.0.1"},
                                     {"127.0.0.1:9999", "--rate", "x"},
                                     {"127.0.0.1:9999", "--count", "-1"},
                                     {"127.0.0.1:9999", "--size", "65508"},
                                     {"127.0.0.1:9999", "--hex", "0"},
                                     {"127.0.0.1:9999", "--nonsense"},
                                     {"127.0.0.1:9999", "--gso", "9"},
                                     {"127.0.0.1:9999", "--gso", "64", "--size", "2000"},
                                     {"127.0.0.1:9999", "--find-limit"},
                                     {"127.0.0.1:9999", "text", "--hex", "00"}};
    for (const strings& options : wrong) {
        const auto result = run(options);
        CAPTURE(result.err);
        CHECK(result.status == 2);
        CHECK(result.out.empty());
        CHECK(lines_of(result.err).size() == 1);
        CHECK(result.err.starts_with("udp-sender: "));
    }
}

TEST_CASE("udp-sender: what can not be done ends with status 1 and one line") {
    temp_folder folder;
    const std::string to = "127.0.0.1:9";
    const std::string too_large = folder.write("large", std::string(65'508, 'x'));
    const std::vector<strings> failing{{"no-such-host.invalid:9999"},
                                       {to, "--file", "/no/such/file"},
                                       {to, "--file", too_large},
                                       {to, "--lines", "/no/such/file"},
                                       {to, "--from-pcap", "/no/such/file"},
                                       {to, "--from-pcap", too_large},
                                       {to, "--verify", "http://127.0.0.1:1"}};
    for (const strings& options : failing) {
        const auto result = run(options);
        CAPTURE(result.err);
        CHECK(result.status == 1);
        CHECK(result.out.empty());
        CHECK(lines_of(result.err).size() == 1);
        CHECK(result.err.starts_with("udp-sender: "));
    }
}

TEST_CASE("udp-sender: help and version") {
    const auto help = run({"--help"});
    CHECK(help.status == 0);
    CHECK(help.out.find("--find-limit") != std::string::npos);
    const auto version = run({"--version"});
    CHECK(version.status == 0);
    CHECK(version.out.starts_with("udp-sender "));
}
