#include "udp-sender/command_line.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace gateway::sender;
using namespace std::chrono_literals;

namespace {

command_line parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "udp-sender");
    return parse_command_line(static_cast<int>(arguments.size()), arguments.data());
}

options asked(const std::vector<const char*>& arguments) {
    const command_line command = parse(arguments);
    REQUIRE(command.asked);
    return *command.asked;
}

// The message that these arguments are refused with.
std::string refusal(const std::vector<const char*>& arguments) {
    try {
        parse(arguments);
    } catch (const usage_error& e) {
        return e.what();
    }
    return "not refused";
}

constexpr const char* target = "127.0.0.1:9999";

} // namespace

TEST_CASE("command line: a destination is enough") {
    const options o = asked({target});
    CHECK(o.destination == target);
    CHECK(o.payload == payload_kind::text);
    CHECK(o.content == "event {n}");
    CHECK_FALSE(o.count);
    CHECK_FALSE(o.duration);
    CHECK_FALSE(o.rate);
    CHECK_FALSE(o.size);
    CHECK(o.sources == 1);
    CHECK(o.verify_url.empty());
    CHECK_FALSE(o.find_limit);
    CHECK_FALSE(o.json);
    CHECK_FALSE(o.quiet);
}

TEST_CASE("command line: every option, before or behind the destination") {
    const options o =
        asked({"--count", "5", "--duration", "1.5s", target, "some {n}", "--rate=100", "--size",
               "1KiB", "--sources", "3", "--verify", "http://localhost:8080", "--json", "--quiet"});
    CHECK(o.content == "some {n}");
    CHECK(o.count == 5);
    CHECK(o.duration == 1500ms);
    CHECK(o.rate == 100);
    CHECK(o.size == 1024);
    CHECK(o.sources == 3);
    CHECK(o.verify_url == "http://localhost:8080");
    CHECK(o.json);
    CHECK(o.quiet);
    CHECK(asked({target, "--find-limit", "--verify", "http://h"}).find_limit);
}

TEST_CASE("command line: what to send") {
    CHECK(asked({target, ""}).content.empty());
    CHECK(asked({target, "--", "--count"}).content == "--count");
    CHECK(asked({target, "[a,b]"}).content == "[a,b]");
    const options hex = asked({target, "--hex", "68 65 00fF"});
    CHECK(hex.payload == payload_kind::bytes);
    CHECK(hex.content == std::string("he\0\xff", 4));
    CHECK(asked({target, "--hex", ""}).content.empty());
    CHECK(asked({target, "--file", "/x"}).payload == payload_kind::file);
    const options lines = asked({target, "--lines", "-"});
    CHECK(lines.payload == payload_kind::lines);
    CHECK(lines.content == "-");
    const options capture = asked({target, "--from-pcap", "x.pcap", "--speed", "2.5"});
    CHECK(capture.payload == payload_kind::capture);
    CHECK(capture.speed == 2.5);
}

TEST_CASE("command line: a wrong value is named with what was expected") {
    CHECK(refusal({target, "--rate", "x"}) ==
          "--rate 'x' is not a number of datagrams a second; "
          "expected a whole number from 1 to 1000000000");
    CHECK(refusal({target, "--count", "-1"}) ==
          "--count '-1' is not a number of datagrams; expected a whole number, at least 1");
    CHECK(refusal({target, "--duration", "10"}) ==
          "--duration '10' is not a time; "
          "expected a number above 0 with a unit, such as 10s, 250ms, 1m");
    CHECK(refusal({target, "--size", "65508"}) ==
          "--size '65508' is not the size of a datagram; "
          "expected a number of bytes from 0 to 65507");
    CHECK(refusal({target, "--hex", "6"}) ==
          "--hex '6' is not hexadecimal; expected pairs of digits, such as '68 65 6c'");
    CHECK(refusal({"localhost"}) ==
          "HOST:PORT 'localhost' is not a destination; "
          "expected HOST:PORT or [IPv6]:PORT with a port from 1 to 65535");
    CHECK(refusal({target, "--verify", "localhost:80"}) ==
          "--verify 'localhost:80' is not the URL of a gateway; "
          "expected one such as http://127.0.0.1:8080");
}

TEST_CASE("command line: values at and beyond their limits") {
    for (const char* good : {"1", "1000000000"}) CHECK(asked({target, "--rate", good}).rate);
    for (const char* bad : {"0", "1000000001", "1e3", "1.5", " 1", ""}) {
        CAPTURE(bad);
        CHECK(refusal({target, "--rate", bad}).starts_with("--rate '"));
        CHECK(refusal({target, "--sources", bad}).starts_with("--sources '"));
    }
    CHECK(asked({target, "--size", "0"}).size == 0);
    CHECK(asked({target, "--sources", "10000"}).sources == 10'000);
    for (const char* bad : {"0s", "-1s", "s", "1d"}) {
        CHECK(refusal({target, "--duration", bad}).starts_with("--duration '"));
    }
    for (const char* bad : {"0", "-1", "inf", "nan", "x", "", "1x"}) {
        CHECK(refusal({target, "--from-pcap", "x", "--speed", bad}).starts_with("--speed '"));
    }
}

TEST_CASE("command line: more than a datagram holds is refused, unless it is cut") {
    const std::string text(65'507, 'x');
    const std::string hex(2 * 65'508, '0');
    CHECK(asked({target, text.c_str()}).content == text);
    CHECK(refusal({target, (text + "x").c_str()}).starts_with("TEXT 'xxxx"));
    CHECK(refusal({target, (text + "x").c_str()}).size() < 200);
    CHECK(asked({target, (text + "x").c_str(), "--size", "10"}).size == 10);
    CHECK(refusal({target, "--hex", hex.c_str()}).starts_with("--hex '0000"));
    // One digit fits, two do not.
    const std::string numbered = std::string(65'506, 'x') + "{n}";
    CHECK(asked({target, numbered.c_str(), "--count", "9"}).count == 9);
    CHECK(refusal({target, numbered.c_str(), "--count", "10"}).starts_with("TEXT '"));
    CHECK(refusal({target, numbered.c_str(), "--duration", "1s"}).starts_with("TEXT '"));
}

TEST_CASE("command line: datagrams in pieces") {
    CHECK(asked({target}).gso.segments == 1);
    const options o = asked({target, "--gso", "64", "--size", "1023"});
    CHECK(o.gso.segments == 64);
    CHECK(o.gso.size == 1023);
    CHECK(refusal({target, "--gso", "64"}) ==
          "--gso sends datagrams of one size; expected --size BYTES with it");
    CHECK(refusal({target, "--gso", "64", "--size", "0"}).starts_with("--gso sends datagrams of"));
    CHECK(refusal({target, "--gso", "64", "--size", "1024"}) ==
          "--gso 64 of --size 1024 are 65536 bytes; expected at most 65507, "
          "63 datagrams of that size");
    for (const char* bad : {"0", "65", "x", ""}) {
        CHECK(refusal({target, "--gso", bad, "--size", "1"}).starts_with("--gso '"));
    }
}

TEST_CASE("command line: options that exclude or need each other") {
    CHECK(refusal({target, "text", "--hex", "00"}) ==
          "TEXT and --hex exclude each other; expected one of them");
    CHECK(refusal({target, "--file", "x", "--lines", "y"}) ==
          "--file and --lines exclude each other; expected one of them");
    CHECK(refusal({target, "--from-pcap", "x", "--rate", "1"}) ==
          "--from-pcap and --rate exclude each other; expected one of them");
    CHECK(refusal({target, "--find-limit"}) ==
          "--find-limit reads a gateway's counters; expected --verify URL with it");
    CHECK(refusal({target, "--find-limit", "--verify", "http://h", "--rate", "5"}) ==
          "--find-limit and --rate exclude each other; expected one of them");
    CHECK(refusal({target, "--speed", "2"}) ==
          "--speed is for a capture; expected --from-pcap with it");
}

TEST_CASE("command line: what is not known, missing or too much") {
    CHECK(refusal({}) == "HOST:PORT is required; see udp-sender --help");
    CHECK(refusal({target, "--nonsense"}) ==
          "option '--nonsense' is not known; see udp-sender --help");
    CHECK(refusal({target, "a", "b"}) ==
          "argument 'b' is one too many: expected HOST:PORT and one TEXT; "
          "see udp-sender --help");
    CHECK(refusal({target, "--rate"}).starts_with("--rate"));
    CHECK(refusal({target, "--rate", "1", "--rate", "2"}).starts_with("--rate"));
}

TEST_CASE("command line: a message is one printable line whatever was given") {
    const std::string message = refusal({target, "--rate", "\x1b[31m\nforged"});
    CHECK(message.find('\n') == std::string::npos);
    CHECK(message.find('\x1b') == std::string::npos);
}

TEST_CASE("command line: help and version") {
    const command_line help = parse({"--help"});
    CHECK_FALSE(help.asked);
    for (const char* name : {"TEXT",       "--hex",     "--file",       "--lines",   "--count",
                             "--duration", "--rate",    "--size",       "--sources", "--from-pcap",
                             "--speed",    "--verify",  "--find-limit", "--json",    "--quiet",
                             "--help",     "--version", "Exit status",  "{n}",       "{time}"}) {
        CAPTURE(name);
        CHECK(help.text.find(name) != std::string::npos);
    }
    CHECK(parse({"--version"}).text.starts_with("udp-sender "));
}
