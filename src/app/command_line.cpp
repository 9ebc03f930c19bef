#include "app/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <map>
#include <vector>

#include "app/config_file.hpp"
#include "app/config_tables.hpp"
#include "app/options.hpp"
#include "app/usage.hpp"
#include "text/escape.hpp"

namespace gateway::app {
namespace {

// Where an option's values were found: in the order of precedence, the first place counts.
struct origin {
    std::string name; // as the error message calls it
    std::vector<std::string> values;
};

std::string environment_name(std::string_view option_name) {
    std::string name = "EVENT_GATEWAY_";
    for (const char c : option_name) {
        name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    return name;
}

std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> values;
    for (;;) {
        const std::size_t comma = list.find(',');
        values.emplace_back(list.substr(0, comma));
        if (comma == std::string_view::npos) return values;
        list.remove_prefix(comma + 1);
    }
}

origin from_environment(std::string_view name, bool repeatable) {
    origin from{environment_name(name), {}};
    if (const char* const value = std::getenv(from.name.c_str())) {
        from.values = repeatable ? split(value) : std::vector<std::string>{value};
    }
    return from;
}

origin find_values(const option& o, const std::vector<std::string>& arguments,
                   const config_file& file) {
    if (!arguments.empty()) return {fmt::format("--{}", o.name), arguments};
    origin environment = from_environment(o.name, o.repeatable);
    if (!environment.values.empty()) return environment;
    const auto at = file.options.find(o.name);
    if (at == file.options.end()) return {};
    return {fmt::format("{}: {}", at->second.place, o.name), at->second.values};
}

void apply(config& c, const option& o, const origin& from) {
    if (from.values.size() > 1 && !o.repeatable) {
        throw usage_error(
            fmt::format("{} is given {} times; expected one value", from.name, from.values.size()));
    }
    for (std::size_t i = 0; i < from.values.size(); ++i) {
        const std::string_view expected = o.set(c, from.values[i], i == 0);
        if (expected.empty()) continue;
        throw usage_error(fmt::format("{} '{}' is not valid; expected {}", from.name,
                                      text::printable(from.values[i]), expected));
    }
}

void check_kafka(const config& c) {
    const bool to = !c.kafka.brokers.empty(), from = !c.kafka.from_brokers.empty();
    if (to && from) {
        throw usage_error(
            "--kafka and --from-kafka would send the events of a topic to it again; expected one "
            "of them");
    }
    if (c.read_only && (to || from)) {
        throw usage_error(fmt::format(
            "--read-only only shows a ring, and --{} would have to change it; expected one of them",
            to ? "kafka" : "from-kafka"));
    }
}

} // namespace

command_line read_command_line(int argc, const char* const* argv, config defaults) {
    CLI::App parser{"Catches what devices send over UDP and HTTP, and shows it live in a browser.",
                    "event-gateway"};
    parser.allow_extras();
    parser.set_help_flag("--help", "Print this and exit");
    const CLI::Option* const version = parser.add_flag_function(
        "--version", [](std::int64_t) {}, "Print the version and exit");
    parser.footer(
        "Each option can be set in the environment too (EVENT_GATEWAY_RING_SIZE=1GiB).\n"
        "The command line counts before the environment, that before the file.");

    std::map<std::string_view, std::vector<std::string>> arguments;
    for (const option& o : options()) {
        if (o.argument.empty()) {
            parser.add_flag_function(
                fmt::format("--{}", o.name),
                [&values = arguments[o.name]](std::int64_t n) {
                    values = {n > 0 ? "true" : "false"};
                },
                std::string{o.help});
            continue;
        }
        parser.add_option(fmt::format("--{}", o.name), arguments[o.name], std::string{o.help})
            ->type_name(std::string{o.argument})
            ->allow_extra_args(false);
    }
    std::vector<std::string> config_paths;
    parser.add_option("--config", config_paths, "TOML file with the same names as the options")
        ->type_name("FILE")
        ->allow_extra_args(false);
    try {
        parser.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return {{}, parser.help()};
    } catch (const CLI::ParseError& e) {
        throw usage_error(e.what());
    }
    if (version->count() != 0) return {{}, "event-gateway " GATEWAY_VERSION "\n"};
    if (const auto extras = parser.remaining(); !extras.empty()) {
        throw usage_error(fmt::format("'{}' is not known; expected an option that --help lists",
                                      text::printable(extras.front())));
    }

    if (config_paths.empty()) config_paths = from_environment("config", false).values;
    if (config_paths.size() > 1) throw usage_error("--config is given twice; expected one file");
    const config_file file =
        config_paths.empty() ? config_file{} : read_config_file(config_paths.front());
    command_line result{std::move(defaults), {}};
    for (const option& o : options()) {
        apply(result.settings, o, find_values(o, arguments[o.name], file));
    }
    for (const config_table& t : config_tables()) {
        const auto at = file.tables.find(t.name);
        if (at == file.tables.end()) continue;
        const auto* entries = at->second.as_table();
        if (entries == nullptr) {
            throw usage_error(fmt::format("{}: '{}' is not a table", at->second.place, t.name));
        }
        t.set(result.settings, *entries);
    }
    const http_options& http = result.settings.http;
    if (http.tls_cert.empty() != http.tls_key.empty()) {
        throw usage_error("--tls-cert and --tls-key belong together; expected both or none");
    }
    if (result.settings.read_only && result.settings.ring_file.empty()) {
        throw usage_error("--read-only shows a ring file; expected --ring-file with it");
    }
    check_kafka(result.settings);
    return result;
}

} // namespace gateway::app
