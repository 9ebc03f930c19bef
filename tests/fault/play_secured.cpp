#include <stdexcept>

#include "fault/witness.hpp"
#include "support/http_client.hpp"
#include "support/run_command.hpp"
#include "support/udp_client.hpp"

namespace gateway::tests {
namespace {

std::string curl(const doors& gateway, const secrets& s, witness& w, const std::string& target,
                 const std::vector<std::string>& more = {}) {
    std::vector<std::string> argv{"curl",
                                  "--silent",
                                  "--show-error",
                                  "--fail",
                                  "--max-time",
                                  "15",
                                  "--cacert",
                                  s.certificate,
                                  "--header",
                                  "Authorization: Bearer " + s.token,
                                  "https://" + gateway.http.text() + target};
    argv.insert(argv.end(), more.begin(), more.end());
    ++w.asked;
    const auto result = run_command(argv);
    if (result.status == 28) throw timed_out(target);
    if (result.status != 0) throw std::runtime_error(result.err);
    ++w.answered;
    return result.out;
}

} // namespace

void play_secured(const doors& gateway, const secrets& s, witness& w) {
    udp_client device;
    for (; w.sent < 10; ++w.sent) device.send(gateway.udp, "through udp");
    w.step("page", [&] { curl(gateway, s, w, "/"); });
    w.step("post", [&] {
        ++w.posted;
        curl(gateway, s, w, "/api/v1/events", {"--data-binary", "through tls"});
        ++w.accepted;
    });
    w.step("file", [&] {
        if (curl(gateway, s, w, "/static/large.bin").size() != 700'000) {
            throw std::runtime_error("part of it");
        }
    });
    w.step("export", [&] { curl(gateway, s, w, "/api/v1/events?format=ndjson"); });
    w.step("plain", [&] {
        http_client plain(gateway.http);
        plain.send_request("GET", "/livez");
        if (plain.read().status != 400) throw std::runtime_error("not told of https");
    });
    w.step("departure", [&] { http_client silent(gateway.http); });
}

figures secured_ledger_of(const doors& gateway, const secrets& s, witness& w) {
    return figures(curl(gateway, s, w, "/api/v1/stats"));
}

} // namespace gateway::tests
