#include "udp-sender/summary.hpp"

#include <doctest/doctest.h>
#include <signal.h>

#include <cerrno>

using namespace gateway::sender;
using namespace std::chrono_literals;

namespace {

send_result thousand() {
    send_result result;
    result.total.sent = 1'000;
    result.total.bytes = 10'000;
    result.duration = 2s;
    return result;
}

using notes = std::vector<std::string>;

} // namespace

TEST_CASE("summary: sent, errors, seconds, datagrams/s, Mbit/s") {
    send_result result = thousand();
    CHECK(summary_line(result) == "1000 sent, 0 errors, 2.000 s, 500 datagrams/s, 0.040 Mbit/s");
    result.total.reports = 2;
    result.total.unsent = 1;
    CHECK(summary_line(result).starts_with("1000 sent, 3 errors, "));
    CHECK(summary_line({}) == "0 sent, 0 errors, 0.000 s, 0 datagrams/s, 0.000 Mbit/s");
}

TEST_CASE("summary: says when the rate was not held to 99 %") {
    send_result result = thousand();
    result.rate = 505;
    CHECK(notes_on(result, "h:1", "").empty());
    result.rate = 506;
    CHECK(notes_on(result, "h:1", "") ==
          notes{"the rate of 506/s could not be held: 500/s were sent"});
    result.total.sent = 39;
    result.rate = 20;
    CHECK(notes_on(result, "h:1", "") ==
          notes{"the rate of 20/s could not be held: 19.5/s were sent"});
    result.starved = true; // for want of input
    CHECK(notes_on(result, "h:1", "").empty());
}

TEST_CASE("summary: says what else happened") {
    send_result result = thousand();
    result.total.reports = 1;
    result.total.last_error = ECONNREFUSED;
    result.signal = SIGINT;
    CHECK(notes_on(result, "127.0.0.1:9", "a note") ==
          notes{"127.0.0.1:9 refuses: nothing listens there", "a note", "ended early by SIGINT"});
    result = thousand();
    result.total.unsent = 1;
    result.total.last_error = EMSGSIZE;
    CHECK(notes_on(result, "h:1", "") == notes{"the last error: Message too long"});
}

TEST_CASE("summary: as JSON") {
    send_result result = thousand();
    CHECK(summary_json(result, {}, nullptr) ==
          R"({"sent":1000,"bytes":10000,"errors":0,"unsent":0,"seconds":2.000000000,)"
          R"("datagrams_per_s":500.0,"mbit_per_s":0.040,"rate_asked":null,"rate_held":true,)"
          R"("notes":[]})");
    result.rate = 1'000;
    verify_report report;
    report.by = verify_report::basis::number;
    report.sent = report.arrived = 1'000;
    report.duplicated = report.out_of_order = 0;
    CHECK(summary_json(result, {"a \"b\"", "c"}, &report) ==
          R"({"sent":1000,"bytes":10000,"errors":0,"unsent":0,"seconds":2.000000000,)"
          R"("datagrams_per_s":500.0,"mbit_per_s":0.040,"rate_asked":1000,"rate_held":false,)"
          R"("notes":["a \"b\"","c"],"verify":{"by":"number","sent":1000,"arrived":1000,)"
          R"("kernel_dropped":0,"rejected":0,"missing":0,"duplicated":0,"out_of_order":0}})");
}

TEST_CASE("summary: what was verified") {
    verify_report report;
    report.by = verify_report::basis::number;
    report.sent = 1'000;
    report.arrived = 990;
    report.kernel_dropped = 7;
    report.missing = 10;
    report.duplicated = 1;
    report.out_of_order = 2;
    CHECK(verify_line(report) ==
          "verify: 1000 sent, 990 arrived, 7 dropped by the kernel, "
          "10 missing, 1 duplicated, 2 out of order");
    report.rejected = 3;
    report.duplicated = report.out_of_order = std::nullopt;
    report.note = "because";
    CHECK(verify_line(report) ==
          "verify: 1000 sent, 990 arrived, 7 dropped by the kernel, "
          "10 missing, 3 rejected by the gateway (because)");
}

TEST_CASE("summary: the limit and its trials") {
    throughput found;
    found.trials = {{std::nullopt, 900.4, 900, 5}, {450, 450, 450, 0}};
    CHECK(trial_line(1, found.trials[0]) ==
          "trial  1: as fast as it goes asked,       900/s sent, 5 of 900 lost");
    CHECK(trial_line(12, found.trials[1]) ==
          "trial 12:              450/s asked,       450/s sent, 0 of 450 lost");
    CHECK(limit_line(found) == "limit: every rate that was tried lost datagrams");
    found.rate = 450;
    CHECK(limit_line(found) == "limit: 450 datagrams/s without a loss");
    CHECK(limit_json(found) ==
          R"({"limit_per_s":450,"sender_limited":false,"trials":[)"
          R"({"rate_asked":null,"datagrams_per_s":900.4,"sent":900,"lost":5},)"
          R"({"rate_asked":450,"datagrams_per_s":450.0,"sent":450,"lost":0}]})");
    found.sender_limited = true;
    CHECK(limit_line(found) ==
          "limit: 450 datagrams/s without a loss, the fastest this sender can go");
}
