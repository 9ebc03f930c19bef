#include <doctest/doctest.h>

#include "fault/ways.hpp"
#include "support/certificate.hpp"

using namespace gateway::tests;
using gateway::fault::call;

namespace {

// A gateway with a folder, a configuration file, and a ring that does not hold everything.
struct plain {
    plain() {
        folder.write("large.bin", std::string(700'000, 'l'));
        folder.write("small.txt", std::string(5'000, 's'));
        folder.write("text.txt", std::string(60'000, 't'));
        const std::string file = config.write("config.toml", "ring-size = \"112KiB\"\n");
        all = {{"--config", file, "--static", folder.path(""), "--rcvbuf", "64KiB", "--http",
                "127.0.0.1:0", "--udp", "127.0.0.1:0"},
               play_plain,
               ledger_of};
    }
    temp_folder folder, config;
    scenario all;
};

struct secured {
    secured() {
        folder.write("large.bin", std::string(700'000, 'l'));
        const certificate own{secret};
        const secrets s{own.cert, "a-token-of-the-tests"};
        const std::string token = secret.write("token", s.token + "\n");
        all = {
            {"--tls-cert", own.cert, "--tls-key", own.key, "--token-file", token, "--static",
             folder.path(""), "--rcvbuf", "64KiB", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0"},
            [s](const doors& gateway, witness& w) { play_secured(gateway, s, w); },
            [s](const doors& gateway, witness& w) { return secured_ledger_of(gateway, s, w); }};
    }
    temp_folder folder, secret;
    scenario all;
};

struct content {
    content() {
        const std::string file =
            config.write("config.toml",
                         "[commands]\n"
                         "fails = [\"sh\", \"-c\", \"echo out; exit 3\"]\n"
                         "waits = [\"sleep\", \"100\"]\n"
                         "absent = [\"/no/such/program\"]\n"
                         "count = { argv = [\"seq\", \"{n}\"], params = { n = \"[0-9]+\" } }\n"
                         "[redirects]\n"
                         "docs = \"https://docs.example.com/{rest}?{query}\"\n");
        all = {{"--config", file, "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0"},
               play_content,
               ledger_of};
    }
    temp_folder config;
    scenario all;
};

} // namespace

TEST_CASE("fault: sockets that can't be opened or set up") {
    check_kinds(plain{}.all, {call::socket, call::bind, call::listen, call::name});
}
TEST_CASE("fault: options of sockets") {
    check_kinds(plain{}.all, {call::setsockopt, call::getsockopt, call::ioctl});
}
TEST_CASE("fault: connections that can't be accepted") {
    check_kinds(plain{}.all, {call::accept});
}
TEST_CASE("fault: reading from sockets") {
    check_kinds(plain{}.all, {call::recv, call::recvmmsg});
}
TEST_CASE("fault: writing to sockets") {
    check_kinds(plain{}.all, {call::send, call::sendfile});
}
TEST_CASE("fault: the loop's own calls") {
    check_kinds(plain{}.all, {call::epoll_create, call::epoll_ctl, call::epoll_wait, call::timerfd,
                              call::eventfd, call::pipe});
}
TEST_CASE("fault: files") {
    check_kinds(plain{}.all, {call::open, call::openat2, call::fstat, call::read});
}
TEST_CASE("fault: what the start asks for") {
    check_kinds(plain{}.all, {call::mmap, call::thread, call::random});
}
TEST_CASE("fault: memory") {
    check_kinds(plain{}.all, {call::memory}, 96);
}
TEST_CASE("fault: what commands need") {
    check_kinds(content{}.all, {call::pipe, call::epoll_ctl, call::read});
}
TEST_CASE("fault: memory of commands, captures and redirects") {
    check_kinds(content{}.all, {call::memory}, 96);
}
TEST_CASE("fault: sockets and files beneath TLS") {
    check_kinds(secured{}.all, {call::recv, call::send, call::epoll_ctl, call::read}, 12);
}
TEST_CASE("fault: memory beneath TLS") {
    check_kinds(secured{}.all, {call::memory}, 24);
}
