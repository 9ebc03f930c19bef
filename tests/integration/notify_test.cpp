#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <string>

#include "support/activation.hpp"
#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

gateway_process told_to(const std::string& name, std::vector<std::string> environment = {},
                        std::vector<std::string> options = {}) {
    environment.push_back("NOTIFY_SOCKET=" + name);
    return gateway_process(std::move(options), std::move(environment));
}

bool has_logged(gateway_process& gateway, const std::string& what) {
    return gateway.process().wait_output([&](const std::string&, const std::string& err) {
        return err.find(what) != std::string::npos;
    });
}

} // namespace

TEST_CASE("notify: the manager hears when it is ready and when it stops") {
    const temp_folder folder;
    for (const std::string& name :
         {folder.path("notify"), "@gateway-test-" + std::to_string(getpid())}) {
        CAPTURE(name);
        const notify_socket manager(name);
        gateway_process gateway = told_to(name);
        CHECK(manager.next() == "READY=1\nSTATUS=listening udp " + gateway.udp().text() +
                                    ", listening http http://" + gateway.http().text() + "/");
        CHECK(gateway.stop() == 0);
        CHECK(manager.next() == "STOPPING=1\nSTATUS=finishing what is in flight");
    }
}

TEST_CASE("notify: reading the certificate again begins and ends with a message") {
    const temp_folder folder;
    const std::string cert = folder.path("cert"), key = folder.path("key");
    REQUIRE(run_command({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                         "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=x",
                         "-keyout", key, "-out", cert})
                .status == 0);
    const notify_socket manager(folder.path("notify"));
    gateway_process gateway =
        told_to(folder.path("notify"), {}, {"--tls-cert", cert, "--tls-key", key});
    manager.next_with("READY=1");
    gateway.process().send_signal(SIGHUP);
    const auto lines = lines_of(manager.next_with("RELOADING=1"));
    REQUIRE(lines.size() == 2);
    CHECK(lines[1].starts_with("MONOTONIC_USEC="));
    CHECK(std::stoull(lines[1].substr(15)) > 0);
    manager.next_with("READY=1");
    CHECK(has_logged(gateway, "are read again"));
    CHECK(gateway.stop() == 0);
}

TEST_CASE("notify: under a manager SIGHUP ends nothing without TLS either") {
    const temp_folder folder;
    const notify_socket manager(folder.path("notify"));
    gateway_process gateway = told_to(folder.path("notify"));
    manager.next_with("READY=1");
    gateway.process().send_signal(SIGHUP);
    manager.next_with("RELOADING=1");
    manager.next_with("READY=1");
    CHECK(gateway.get("/livez").status == 200);
    CHECK(gateway.stop() == 0);
}

TEST_CASE("notify: the watchdog gets its sign of life again and again") {
    const temp_folder folder;
    const notify_socket manager(folder.path("notify"));
    gateway_process gateway = told_to(folder.path("notify"), {"WATCHDOG_USEC=100000"});
    for (int i = 0; i < 5; ++i) manager.next_with("WATCHDOG=1");
    gateway.process().send_signal(SIGSTOP);
    CHECK(gateway.process().wait_exit(200ms) == std::nullopt);
    gateway.process().send_signal(SIGCONT);
    manager.next_with("WATCHDOG=1");
    CHECK(gateway.stop() == 0);
}

TEST_CASE("notify: a watchdog that waits for another process gets none") {
    const temp_folder folder;
    const notify_socket manager(folder.path("notify"));
    gateway_process gateway =
        told_to(folder.path("notify"), {"WATCHDOG_USEC=1000", "WATCHDOG_PID=1"});
    manager.next_with("READY=1");
    CHECK(gateway.get("/livez").status == 200);
    CHECK(gateway.stop() == 0);
    CHECK(manager.next().starts_with("STOPPING=1\n"));
}

TEST_CASE("notify: a manager that is not there is logged and no reason to end") {
    const temp_folder folder;
    gateway_process gone = told_to(folder.path("nobody"));
    CHECK(has_logged(gone, "the service manager can't be told 'READY=1"));
    CHECK(gone.get("/livez").status == 200);
    CHECK(gone.stop() == 0);
    for (const std::string& name : {std::string("relative"), "/" + std::string(200, 'x')}) {
        gateway_process wrong = told_to(name);
        CHECK(has_logged(wrong, "NOTIFY_SOCKET '" + name + "' is not the path of a socket"));
        CHECK(wrong.stop() == 0);
    }
}
