#include "web/commands.hpp"

#include <fmt/format.h>
#include <spdlog/logger.h>

#include <stdexcept>
#include <system_error>
#include <utility>

#include "http/conditional.hpp"
#include "http/target.hpp"
#include "text/escape.hpp"
#include "text/percent.hpp"
#include "web/answers.hpp"
#include "web/run_stream.hpp"

namespace gateway::web {
namespace {

// How much of what a client sent is shown to it in an error.
constexpr std::size_t shown_bytes = 100;
// The longest that a command which is to end takes for it.
constexpr std::string_view retry_soon = "Retry-After: 2\r\n";

std::string shown(std::string_view bytes) {
    return text::printable(bytes.substr(0, shown_bytes)) +
           (bytes.size() > shown_bytes ? "..." : "");
}

using patterns = std::map<std::string, std::unique_ptr<RE2>, std::less<>>;
using values = std::map<std::string, std::string, std::less<>>;

// Fills `given`; what is wrong with the query, where something is.
std::string read_parameters(std::string_view query, const patterns& expected, values& given) {
    const auto parameters = http::parse_query(query);
    if (!parameters) {
        return "The query has a percent sign that is not followed by two hexadecimal digits.";
    }
    for (const auto& [name, value] : *parameters) {
        const auto pattern = expected.find(name);
        if (pattern == expected.end()) {
            return fmt::format("The parameter '{}' is not known here.", shown(name));
        }
        if (!given.emplace(name, value).second) {
            return fmt::format("The parameter '{}' is given twice.", shown(name));
        }
        // An argument would end at the NUL.
        if (value.find('\0') != std::string::npos || !RE2::FullMatch(value, *pattern->second)) {
            return fmt::format("The parameter '{}' has a value that is not allowed: '{}'.", name,
                               shown(value));
        }
    }
    for (const auto& [name, pattern] : expected) {
        if (!given.contains(name)) return fmt::format("The parameter '{}' is missing.", name);
    }
    return {};
}

bool is_exhaustion(const std::error_code& ec) {
    return ec == std::errc::too_many_files_open || ec == std::errc::too_many_files_open_in_system ||
           ec == std::errc::resource_unavailable_try_again || ec == std::errc::not_enough_memory;
}

http::response answer_with(loop::child_handle child, counters& counts, const http::request& r) {
    http::response answer;
    answer.content_type = text_type;
    answer.fields = never_cached;
    answer.fields += "X-Accel-Buffering: no\r\n";
    if (r.minor_version != 0) answer.fields += run_stream::announced_trailer;
    answer.stream = std::make_unique<run_stream>(std::move(child), counts);
    return answer;
}

} // namespace

commands::commands(const site_context& context, const content_options& options)
    : context_(context), max_running_(options.max_commands) {
    for (const command& c : options.commands) {
        entry e{c, {}};
        for (const auto& [name, pattern] : c.patterns) {
            auto compiled = std::make_unique<RE2>(pattern, RE2::Quiet);
            if (!compiled->ok()) throw std::runtime_error("command " + c.name + ": " + pattern);
            e.patterns.emplace(name, std::move(compiled));
        }
        entries_.emplace(c.name, std::move(e));
    }
}

commands::entry* commands::find(std::string_view raw_name) {
    const auto name = text::percent_decode(raw_name);
    const auto at = name ? entries_.find(*name) : entries_.end();
    return at == entries_.end() ? nullptr : &at->second;
}

commands::outcome commands::run(const http::request& r, std::string_view raw_name) {
    entry* const e = find(raw_name);
    if (e == nullptr) return {};
    values given;
    const std::string wrong = read_parameters(r.query, e->patterns, given);
    if (!wrong.empty()) return {{}, 400, wrong, {}};
    if (r.method == http::method::head) {
        return {answer_with(nullptr, context_.counts, r), 200, {}, {}};
    }
    if (context_.stopping) return {{}, 503, "The gateway is stopping.", retry_soon};
    if (context_.children.running() >= max_running_) {
        return {{},
                503,
                fmt::format("{} commands run already (--max-commands); try again later.",
                            context_.children.running()),
                retry_soon};
    }
    std::vector<std::string> argv = e->what.argv;
    for (std::string& argument : argv) {
        const auto value = given.find(parameter_of(argument));
        if (value != given.end()) argument = value->second;
    }
    return start(*e, std::move(argv), r);
}

// The reason stands in the log once, however often a broken command is asked for.
commands::outcome commands::start(entry& e, std::vector<std::string> argv, const http::request& r) {
    try {
        loop::child_handle child = context_.children.start(std::move(argv), e.what.timeout);
        e.failure = 0;
        ++context_.counts.commands_run;
        return {answer_with(std::move(child), context_.counts, r), 200, {}, {}};
    } catch (const std::system_error& failure) {
        if (e.failure != failure.code().value()) {
            context_.log.error("run/{}: can't be started: {}", e.what.name,
                               text::printable(failure.what()));
        }
        e.failure = failure.code().value();
        if (is_exhaustion(failure.code())) {
            return {{}, 503, "There is no room for another process at the moment.", retry_soon};
        }
        return {{}, 502, "The command can't be started; the gateway's log says why.", {}};
    }
}

} // namespace gateway::web
