#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "support/gateway_process.hpp"
#include "support/run_command.hpp"

using namespace gateway::tests;

namespace {

using options = std::map<std::string, std::string>; // "ring-size": "SIZE"; "" for none

std::string manual_path(const std::string& program) {
    return binary_path("GATEWAY_SOURCE") + "/scripts/man/" + program + ".1";
}

std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    REQUIRE(file.is_open());
    return {std::istreambuf_iterator<char>(file), {}};
}

// "NAME ARGUMENT..." at the start of `text`, as far as the argument is one: in capitals.
void add_option(options& found, std::string_view text, std::string_view between) {
    const std::size_t end = text.find_first_of(" \n");
    const std::string name{text.substr(0, end)};
    std::string_view rest = text.substr(name.size());
    found[name] = "";
    if (!rest.starts_with(between)) return;
    rest.remove_prefix(between.size());
    const std::string_view argument = rest.substr(0, rest.find(' '));
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (std::all_of(argument.begin(), argument.end(), capital)) found[name] = argument;
}

options options_of_help(const std::string& binary) {
    options found;
    for (const std::string& line : lines_of(run_command({binary, "--help"}).out)) {
        const std::size_t start = line.find_first_not_of(' ');
        if (start == std::string::npos || start == 0) continue;
        const std::string_view text = std::string_view(line).substr(start);
        if (text.starts_with("--")) add_option(found, text.substr(2), " ");
    }
    return found;
}

options options_of_manual(const std::string& program) {
    constexpr std::string_view item = ".It Fl Fl ";
    options found;
    for (const std::string& line : lines_of(text_of(manual_path(program)))) {
        if (line.starts_with(item)) {
            add_option(found, std::string_view(line).substr(item.size()), " Ar ");
        }
    }
    return found;
}

} // namespace

TEST_CASE("manual: the options are those of the help, with the same arguments") {
    const auto compare = [](const std::string& program, const char* binary) {
        CAPTURE(program);
        const options help = options_of_help(binary_path(binary));
        const options manual = options_of_manual(program);
        CHECK(help.size() > 10);
        for (const auto& [name, argument] : help) {
            CAPTURE(name);
            CHECK_MESSAGE(manual.contains(name), "the manual does not explain it");
            if (manual.contains(name)) CHECK(manual.at(name) == argument);
        }
        for (const auto& [name, argument] : manual) {
            CAPTURE(name);
            CHECK_MESSAGE(help.contains(name), "the program does not know it");
        }
    };
    compare("event-gateway", "GATEWAY_BINARY");
    compare("udp-sender", "SENDER_BINARY");
}

TEST_CASE("manual: mandoc has nothing to say against the pages") {
    for (const std::string program : {"event-gateway", "udp-sender"}) {
        CAPTURE(program);
        const auto lint =
            run_command({"mandoc", "-T", "lint", "-W", "warning", manual_path(program)});
        CHECK(lint.status == 0);
        CHECK(lint.out == "");
        CHECK(lint.err == "");
    }
}

TEST_CASE("manual: a page has all that a reader looks for") {
    for (const std::string program : {"event-gateway", "udp-sender"}) {
        CAPTURE(program);
        const std::string page = text_of(manual_path(program));
        for (const std::string section : {"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS",
                                          "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES"}) {
            CAPTURE(section);
            CHECK(page.find("\n.Sh " + section + "\n") != std::string::npos);
        }
    }
    const std::string page = text_of(manual_path("event-gateway"));
    for (const std::string variable :
         {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "NOTIFY_SOCKET", "WATCHDOG_USEC"}) {
        CHECK(page.find(variable) != std::string::npos);
    }
}
