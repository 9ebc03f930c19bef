#include "support/kafka_broker.hpp"

#include <sys/socket.h>

#include <csignal>

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

std::string kafka_broker::absence() {
    const auto fetched = run_command({script(), "fetch"}, {}, 300s);
    return fetched.status == 0 ? std::string{} : fetched.err;
}

kafka_broker::kafka_broker() {
    brokers_ = occupied_port(SOCK_STREAM).name(); // free again at once
    start();
}

void kafka_broker::start() {
    const std::string port = brokers_.substr(brokers_.rfind(':') + 1);
    process_.emplace(launch{{"setpriv", "--pdeathsig", "KILL", "--", script(), "run", "--port",
                             port, "--folder", folder_.path("broker")},
                            {},
                            {}});
    const auto answers = [&] {
        return run_command({"kcat", "-L", "-b", brokers_, "-m", "2"}).status == 0;
    };
    if (!eventually(answers, java_patience)) {
        throw timed_out("the broker: " + process_->out() + process_->err());
    }
}

void kafka_broker::kill() {
    process_->send_signal(SIGKILL);
    process_->wait_exit();
}

} // namespace gateway::tests
