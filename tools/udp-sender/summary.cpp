#include "udp-sender/summary.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <iterator>
#include <string_view>

#include "text/escape.hpp"

namespace gateway::sender {
namespace {

using std::chrono::duration;

double seconds_of(const send_result& result) {
    return duration<double>(result.duration).count();
}

std::uint64_t errors_of(const send_result& result) {
    return result.total.reports + result.total.unsent;
}

template <typename Number>
std::string or_null(const std::optional<Number>& number) {
    return number ? fmt::format("{}", *number) : "null";
}

std::string json_strings(const std::vector<std::string>& texts) {
    std::string out = "[";
    for (const std::string& text : texts) {
        out += out.size() > 1 ? ",\"" : "\"";
        text::append_json_string(out, text);
        out += '"';
    }
    return out + ']';
}

std::string verify_json(const verify_report& r) {
    return fmt::format(R"({{"by":"{}","sent":{},"arrived":{},"kernel_dropped":{},"rejected":{},)"
                       R"("missing":{},"duplicated":{},"out_of_order":{}}})",
                       name_of(r.by), r.sent, r.arrived, r.kernel_dropped, r.rejected, r.missing,
                       or_null(r.duplicated), or_null(r.out_of_order));
}

std::string trial_json(const trial& t) {
    return fmt::format(R"({{"rate_asked":{},"datagrams_per_s":{:.1f},"sent":{},"lost":{}}})",
                       or_null(t.rate), t.achieved, t.sent, t.lost);
}

} // namespace

std::vector<std::string> notes_on(const send_result& result, const std::string& destination,
                                  const std::string& source_note) {
    std::vector<std::string> notes;
    if (!result.rate_held()) {
        const double rate = result.rate_achieved();
        const int decimals = rate < 100 ? 1 : 0; // 19.5, where 20 were asked for
        notes.push_back(fmt::format("the rate of {}/s could not be held: {:.{}f}/s were sent",
                                    *result.rate, rate, decimals));
    }
    if (result.total.last_error == ECONNREFUSED) {
        notes.push_back(fmt::format("{} refuses: nothing listens there", destination));
    } else if (errors_of(result) != 0) {
        notes.push_back(fmt::format("the last error: {}", std::strerror(result.total.last_error)));
    }
    if (!source_note.empty()) notes.push_back(source_note);
    if (result.signal != 0) {
        notes.push_back(fmt::format("ended early by SIG{}", ::sigabbrev_np(result.signal)));
    }
    return notes;
}

std::string summary_line(const send_result& result) {
    return fmt::format("{} sent, {} errors, {:.3f} s, {:.0f} datagrams/s, {:.3f} Mbit/s",
                       result.total.sent, errors_of(result), seconds_of(result),
                       result.rate_achieved(), result.mbit_per_second());
}

std::string verify_line(const verify_report& r) {
    std::string line =
        fmt::format("verify: {} sent, {} arrived, {} dropped by the kernel, {} missing", r.sent,
                    r.arrived, r.kernel_dropped, r.missing);
    const auto out = std::back_inserter(line);
    if (r.duplicated) fmt::format_to(out, ", {} duplicated", *r.duplicated);
    if (r.out_of_order) fmt::format_to(out, ", {} out of order", *r.out_of_order);
    if (r.rejected != 0) fmt::format_to(out, ", {} rejected by the gateway", r.rejected);
    if (!r.note.empty()) fmt::format_to(out, " ({})", r.note);
    return line;
}

std::string trial_line(std::size_t number, const trial& t) {
    const std::string asked = t.rate ? fmt::format("{}/s", *t.rate) : "as fast as it goes";
    return fmt::format("trial {:2}: {:>18} asked, {:9.0f}/s sent, {} of {} lost", number, asked,
                       t.achieved, t.lost, t.sent);
}

std::string limit_line(const throughput& found) {
    if (found.rate == 0) return "limit: every rate that was tried lost datagrams";
    return fmt::format("limit: {} datagrams/s without a loss{}", found.rate,
                       found.sender_limited ? ", the fastest this sender can go" : "");
}

std::string summary_json(const send_result& result, const std::vector<std::string>& notes,
                         const verify_report* report) {
    std::string out = fmt::format(
        R"({{"sent":{},"bytes":{},"errors":{},"unsent":{},"seconds":{:.9f},)"
        R"("datagrams_per_s":{:.1f},"mbit_per_s":{:.3f},"rate_asked":{},"rate_held":{},"notes":{})",
        result.total.sent, result.total.bytes, errors_of(result), result.total.unsent,
        seconds_of(result), result.rate_achieved(), result.mbit_per_second(), or_null(result.rate),
        result.rate_held(), json_strings(notes));
    if (report != nullptr) out += R"(,"verify":)" + verify_json(*report);
    return out + '}';
}

std::string limit_json(const throughput& found) {
    std::string trials;
    for (const trial& t : found.trials) {
        if (!trials.empty()) trials += ',';
        trials += trial_json(t);
    }
    return fmt::format(R"({{"limit_per_s":{},"sender_limited":{},"trials":[{}]}})", found.rate,
                       found.sender_limited, trials);
}

} // namespace gateway::sender
