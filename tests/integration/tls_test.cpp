#include <doctest/doctest.h>

#include <signal.h>

#include <deque>
#include <string>

#include "support/certificate.hpp"
#include "support/gateway_api.hpp"
#include "support/run_command.hpp"
#include "support/temp_folder.hpp"

using namespace gateway::tests;

namespace {

struct secured {
    temp_folder folder;
    certificate own{folder};
    gateway_process gateway{{"--tls-cert", own.cert, "--tls-key", own.key}};

    std::string url(const std::string& target) const {
        return "https://localhost:" + std::to_string(gateway.http().port) + target;
    }
    command_result curl(const std::string& target, std::vector<std::string> more = {}) const {
        std::vector<std::string> argv{"curl",   "--silent",   "--show-error", "--cacert",
                                      own.cert, "--max-time", "20",           url(target)};
        argv.insert(argv.end(), more.begin(), more.end());
        return run_command(argv);
    }
    std::string subject() const { // of the certificate that a new connection is shown
        return run_shell(
                   "openssl s_client -connect 127.0.0.1:" + std::to_string(gateway.http().port) +
                   " </dev/null 2>/dev/null | openssl x509 -noout -subject")
            .out;
    }
};

} // namespace

TEST_CASE("tls: pages and posts and streams go through it") {
    const secured s;
    CHECK(s.gateway.process().out().find("listening http https://127.0.0.1:") != std::string::npos);
    CHECK(s.curl("/livez").out == "ok\n");
    CHECK(s.curl("/api/v1/events", {"--data-binary", "through tls"}).out == "{\"seq\":1}");
    const auto page = s.curl("/api/v1/events/1/payload", {"--write-out", "|%{http_code}"});
    CHECK(page.out == "through tls|200");
    const auto stream = run_shell("timeout 20 curl -sN --cacert " + s.own.cert + " '" +
                                  s.url("/api/v1/stream?after=0") + "' | grep -m1 data:");
    CHECK(stream.out.find("\"data\":\"through tls\"") != std::string::npos);
}

TEST_CASE("tls: large bodies and exports come through whole") {
    const secured s;
    const std::string body(900'000, 'x');
    const std::string file = s.folder.write("body", body);
    for (int i = 0; i < 5; ++i) {
        CHECK(s.curl("/api/v1/events", {"--data-binary", "@" + file}).status == 0);
    }
    const auto exported = s.curl("/api/v1/events?format=ndjson");
    CHECK(exported.status == 0);
    CHECK(lines_of(exported.out).size() == 5);
    CHECK(exported.out.size() > 5 * body.size());
    CHECK(s.curl("/api/v1/events/3/payload").out == body);
}

TEST_CASE("tls: 1.2 and 1.3 are spoken and nothing older") {
    const secured s;
    CHECK(s.curl("/livez", {"--tlsv1.3"}).out == "ok\n");
    CHECK(s.curl("/livez", {"--tls-max", "1.2"}).out == "ok\n");
    CHECK(s.curl("/livez", {"--tls-max", "1.1"}).status != 0);
    const auto protocol = run_shell("openssl s_client -alpn h2,http/1.1 -connect 127.0.0.1:" +
                                    std::to_string(s.gateway.http().port) + " </dev/null 2>&1");
    CHECK(protocol.out.find("ALPN protocol: http/1.1") != std::string::npos);
}

TEST_CASE("tls: plain HTTP on its port is told so and nonsense ends no gateway") {
    const secured s;
    http_client plain(s.gateway.http());
    plain.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const auto answer = plain.read();
    CHECK(answer.status == 400);
    CHECK(answer.body.find("https://") != std::string::npos);
    http_client nonsense(s.gateway.http());
    nonsense.send("\x16\x03\x01\x02 this is not a hello at all, not even nearly \xff\xff\xff");
    nonsense.end_sending();
    while (nonsense.receive()) continue;
    CHECK(s.curl("/livez").out == "ok\n");
}

TEST_CASE("tls: a handshake that does not come to its end is cut") {
    const temp_folder folder;
    const certificate own(folder);
    gateway_process gateway(
        {"--tls-cert", own.cert, "--tls-key", own.key, "--header-timeout", "300ms"});
    http_client silent(gateway.http());
    const auto took = time_of([&] { CHECK(silent.closed_by_peer()); });
    CHECK(took >= 200ms);
    CHECK(took < 5s * slowness);
}

TEST_CASE("tls: SIGHUP brings a new certificate and a bad one changes nothing") {
    secured s;
    CHECK(s.subject().find("CN = tls") != std::string::npos);
    http_client kept(s.gateway.http()); // connected before, its handshake comes later
    const certificate next(s.folder, "next");
    std::filesystem::copy_file(next.cert, s.own.cert,
                               std::filesystem::copy_options::overwrite_existing);
    const auto logged = [&](const std::string& what) {
        return s.gateway.process().wait_output([&](const std::string&, const std::string& err) {
            return err.find(what) != std::string::npos;
        });
    };
    s.gateway.process().send_signal(SIGHUP); // the key is not yet the certificate's
    CHECK(logged("going on with the certificate from before"));
    CHECK(s.subject().find("CN = tls") != std::string::npos);
    std::filesystem::copy_file(next.key, s.own.key,
                               std::filesystem::copy_options::overwrite_existing);
    s.gateway.process().send_signal(SIGHUP);
    CHECK(logged("are read again"));
    CHECK(s.subject().find("CN = next") != std::string::npos);
    CHECK(s.curl("/livez").out == "ok\n");
}

TEST_CASE("tls: a stop ends streams with their last chunk and close_notify") {
    secured s;
    child_process reader({{"curl", "-sSN", "--cacert", s.own.cert, "--max-time", "30",
                           s.url("/api/v1/stream?after=0")},
                          {},
                          {}});
    s.gateway.send("before the end");
    CHECK(reader.wait_output([](const std::string& out, const std::string&) {
        return out.find("before the end") != std::string::npos;
    }));
    CHECK(s.gateway.stop() == 0);
    CHECK(reader.wait_exit() == 0); // curl fails where a chunk or close_notify is missing
}

TEST_CASE("tls: files that can't be used end the start with one line") {
    const temp_folder folder;
    const certificate own(folder), other(folder, "other");
    const std::string rubbish = folder.write("rubbish", "not PEM\n");
    const auto fails = [](const std::vector<std::string>& options, int status,
                          const std::string& names) {
        const auto end = run_gateway(options);
        CAPTURE(end.err);
        CHECK(end.status == status);
        CHECK(lines_of(end.err).size() == 1);
        CHECK(end.err.find(names) != std::string::npos);
    };
    fails({"--tls-cert", own.cert}, 2, "--tls-key");
    fails({"--tls-cert", folder.path("none"), "--tls-key", own.key}, 2, "--tls-cert");
    fails({"--tls-cert", rubbish, "--tls-key", own.key}, 1, "--tls-cert '" + rubbish);
    fails({"--tls-cert", own.cert, "--tls-key", rubbish}, 1, "--tls-key '" + rubbish);
    fails({"--tls-cert", own.cert, "--tls-key", other.key}, 1, "--tls-key '" + other.key);
    // A good pair that no usual client can check.
    const certificate strange(folder, "strange", "brainpoolP256r1");
    fails({"--tls-cert", strange.cert, "--tls-key", strange.key}, 1,
          "--tls-cert '" + strange.cert + "' can't be used: no handshake succeeds: ");
}

TEST_CASE("tls: the login cookie is for TLS only") {
    const temp_folder folder;
    const certificate own(folder);
    gateway_process gateway({"--tls-cert", own.cert, "--tls-key", own.key, "--token-file",
                             folder.write("token", "t\n")});
    const auto answer =
        run_command({"curl", "-si", "--cacert", own.cert, "--data", "token=t",
                     "https://localhost:" + std::to_string(gateway.http().port) + "/login"});
    CHECK(answer.out.find("; Secure") != std::string::npos);
}

TEST_CASE("tls: an idle connection costs less than 32 KiB, most of which is OpenSSL's") {
    const secured s;
    const std::string port = std::to_string(s.gateway.http().port);
    std::deque<child_process> clients;
    std::uint64_t open = 1; // who asks
    const auto connect = [&](std::uint64_t count) {
        const launch idle{{"sh", "-c",
                           "for i in $(seq " + std::to_string(count) +
                               "); do sleep 100 | openssl s_client -quiet -connect 127.0.0.1:" +
                               port + " & done; wait"},
                          {},
                          {}};
        clients.emplace_back(idle);
        open += count;
        REQUIRE(eventually([&] {
            return figures(s.curl("/api/v1/stats").out)["/http/open_connections"] == open;
        }));
    };
    connect(20); // what is allocated once for all is there
    const std::size_t before = s.gateway.rss();
    connect(60);
    const std::size_t each = (s.gateway.rss() - before) / 60;
    MESSAGE("bytes: ", each);
    if (!sanitized) CHECK(each < 32 * 1024);
}
