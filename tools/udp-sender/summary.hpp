#pragma once

#include <string>
#include <vector>

#include "udp-sender/find_limit.hpp"
#include "udp-sender/send_loop.hpp"
#include "udp-sender/verify.hpp"

// What the program says at the end, as text for people and as JSON for programs. Plain functions.
namespace gateway::sender {

// What else is to be said about a run: one sentence each.
std::vector<std::string> notes_on(const send_result& result, const std::string& destination,
                                  const std::string& source_note);

// "1000 sent, 0 errors, 1.000 s, 1000 datagrams/s, 0.079 Mbit/s".
std::string summary_line(const send_result& result);

// "verify: 1000 sent, 1000 arrived, 0 dropped by the kernel, 0 missing, 0 duplicated, ...".
std::string verify_line(const verify_report& report);

// "trial  3: 50000/s asked, 49999/s sent, 12 of 50000 lost".
std::string trial_line(std::size_t number, const trial& t);

// "limit: 48000 datagrams/s without a loss".
std::string limit_line(const throughput& found);

// One JSON object without a line end; `report` may be null.
std::string summary_json(const send_result& result, const std::vector<std::string>& notes,
                         const verify_report* report);
std::string limit_json(const throughput& found);

} // namespace gateway::sender
