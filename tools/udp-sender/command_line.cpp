#include "udp-sender/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

#include "text/escape.hpp"
#include "udp-sender/option_values.hpp"

namespace gateway::sender {
namespace {

struct value_option {
    const char* name;
    const char* label;
    const char* help;
};

constexpr std::array value_options{
    value_option{"--hex", "HEX", "send these bytes: pairs of digits, blanks allowed"},
    value_option{"--file", "PATH", "send the bytes of this file as one datagram"},
    value_option{"--lines", "PATH", "send one datagram a line; - is standard input"},
    value_option{"--from-pcap", "FILE",
                 "resend the UDP payloads of a capture in its own timing; - is standard input"},
    value_option{"--speed", "X", "play the capture X times as fast"},
    value_option{"--count", "N", "how many datagrams; lines and packets: at most (default 1, all)"},
    value_option{"--duration", "TIME", "for how long: 10s, 250ms, 1m"},
    value_option{"--rate", "PPS", "datagrams a second (default: as fast as it goes)"},
    value_option{"--size", "BYTES", "cut payloads or fill them up: text with '.', others with 0"},
    value_option{"--sources", "N", "send from N local ports in turn"},
    value_option{"--gso", "N", "hand N datagrams of one --size to the kernel as one piece"},
    value_option{"--verify", "URL", "then ask the gateway at this http:// URL what arrived"}};

constexpr const char* description = "Sends UDP datagrams at a steady rate and checks what arrived.";

constexpr const char* footer =
    R"(HOST:PORT may be a name, an address, [IPv6]:PORT, a broadcast address or a multicast group,
that one also with the interface to leave by: 239.1.2.3:5000%eth0. Datagrams hold at most 65507
bytes.

In TEXT, {n} is the number of the datagram, from 1, and {time} the UTC time; the default is
'event {n}'. With {n}, --verify follows each datagram; without, it compares counts.

Errors in the summary are datagrams that the kernel refused and refusals that the network reported;
Mbit/s are those of the payloads.

Exit status: 0 all was sent (and arrived, with --verify), 1 something failed or is missing,
2 wrong usage, 130 or 143 ended early by SIGINT or SIGTERM, after the summary.)";

// CLI11 speaks of itself in some messages; ours is one line and says what to do.
[[noreturn]] void reject(const std::string& message) {
    throw usage_error(text::printable(message) + "; see udp-sender --help");
}

// CLI11 counts the "--" that ends the options among what is left over.
void reject_extras(std::vector<std::string> extras) {
    const auto mark = std::ranges::find(extras, "--");
    if (mark != extras.end()) extras.erase(mark);
    if (extras.empty()) return;
    const std::string& first = extras.front();
    if (first.starts_with('-')) reject("option '" + first + "' is not known");
    reject("argument '" + first + "' is one too many: expected HOST:PORT and one TEXT");
}

} // namespace

command_line parse_command_line(int argc, const char* const* argv) {
    raw_options raw;
    CLI::App app{description, "udp-sender"};
    app.get_formatter()->column_width(24);
    app.footer(footer);
    app.allow_extras();
    app.set_help_flag("--help", "print this help");
    app.set_version_flag("--version", "udp-sender " GATEWAY_VERSION, "print the version");
    app.add_option("HOST:PORT", raw.destination, "where to")->type_name("")->required();
    std::string text;
    CLI::Option* const text_option = app.add_option("TEXT", text, "what to send")->type_name("");
    std::map<std::string, std::string> values;
    for (const value_option& o : value_options) {
        app.add_option(o.name, values[o.name], o.help)->type_name(o.label);
    }
    app.add_flag("--find-limit", raw.find_limit,
                 "with --verify: search the highest rate without a loss");
    app.add_flag("--json", raw.json, "print the summary as one line of JSON");
    app.add_flag("--quiet", raw.quiet, "show no progress");
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return {std::nullopt, app.help()};
    } catch (const CLI::CallForVersion&) {
        return {std::nullopt, app.version() + "\n"};
    } catch (const CLI::ParseError& e) {
        reject(e.what());
    }
    reject_extras(app.remaining());
    if (text_option->count() != 0) raw.text = text;
    for (auto& [name, value] : values) {
        if (app.get_option(name)->count() != 0) raw.values.emplace(name, value);
    }
    return {check_options(raw), {}};
}

} // namespace gateway::sender
