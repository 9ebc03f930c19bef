#include "support/kafka_broker.hpp"

#include <sys/socket.h>

#include <csignal>
#include <cstdio>

#include "support/endpoint.hpp"
#include "support/gateway_process.hpp"
#include "support/run_command.hpp"
#include "support/udp_client.hpp"

namespace gateway::tests {
namespace {

constexpr milliseconds java_patience = 60s;

std::string script() {
    return binary_path("GATEWAY_SOURCE") + "/scripts/kafka";
}

} // namespace

bool kafka_broker::is_here() {
    const auto fetched = run_command({script(), "fetch"}, {}, 300s);
    if (fetched.status != 0) {
        std::printf("SKIPPED: no Apache Kafka here: %s\n", fetched.err.c_str());
    }
    return fetched.status == 0;
}

kafka_broker::kafka_broker() {
    brokers_ = occupied_port(SOCK_STREAM).name(); // free again at once
    options_ = {"--port", brokers_.substr(brokers_.rfind(':') + 1), "--folder",
                folder_.path("broker")};
    start();
}

kafka_broker::kafka_broker(const certificate& secured) {
    brokers_ = occupied_port(SOCK_STREAM).name();
    options_ = {"--port",   brokers_.substr(brokers_.rfind(':') + 1),
                "--folder", folder_.path("broker"),
                "--secure", secured.cert,
                secured.key};
    access_ = {{"security.protocol", "sasl_ssl"},
               {"ssl.ca.location", secured.cert},
               {"sasl.mechanism", "PLAIN"},
               {"sasl.username", "gateway"},
               {"sasl.password", "secret"}};
    start();
}

void kafka_broker::start() {
    launch how{{"setpriv", "--pdeathsig", "KILL", "--", script(), "run"}, {}, {}};
    how.argv.insert(how.argv.end(), options_.begin(), options_.end());
    process_.emplace(how);
    std::vector<std::string> ask{"kcat", "-L", "-b", brokers_, "-m", "2"};
    for (const auto& [name, value] : access_) ask.insert(ask.end(), {"-X", name + "=" + value});
    const auto answers = [&] { return run_command(ask).status == 0; };
    if (!eventually(answers, java_patience)) {
        throw timed_out("the broker: " + process_->out() + process_->err());
    }
}

void kafka_broker::kill() {
    process_->send_signal(SIGKILL);
    process_->wait_exit();
}

} // namespace gateway::tests
