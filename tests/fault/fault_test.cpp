#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "fault/trial.hpp"

using namespace gateway::tests;
using gateway::fault::call;
using gateway::fault::call_names;

namespace {

// How a call may fail. What is harmless is tried again by the gateway itself: no client notices.
struct way {
    call kind;
    std::vector<int> harmless;
    std::vector<int> harmful;
};

constexpr int is_short = 0;

const std::vector<way> ways{
    {call::socket, {}, {EMFILE, ENOBUFS}},
    {call::bind, {}, {EADDRINUSE, EACCES}},
    {call::listen, {}, {EADDRINUSE}},
    {call::accept, {EINTR, EAGAIN, ECONNABORTED, EMFILE, ENOBUFS, EPERM}, {}},
    {call::name, {}, {ENOBUFS, ENOTCONN}},
    {call::setsockopt, {}, {ENOPROTOOPT, ENOMEM}},
    {call::getsockopt, {}, {ENOBUFS}},
    {call::ioctl, {}, {ENOMEM}},
    {call::recv, {is_short, EINTR, EAGAIN}, {ECONNRESET, ENOMEM, ETIMEDOUT}},
    {call::recvmmsg, {is_short, EINTR, EAGAIN, ENOMEM, ECONNREFUSED}, {}},
    {call::send, {is_short, EINTR, EAGAIN}, {EPIPE, ECONNRESET, ENOBUFS}},
    {call::sendfile, {is_short, EINTR, EAGAIN}, {EIO, ECONNRESET, ENOMEM}},
    {call::epoll_create, {}, {EMFILE}},
    {call::epoll_ctl, {}, {ENOMEM, ENOSPC}},
    {call::epoll_wait, {EINTR}, {}},
    {call::timerfd, {}, {EMFILE}},
    {call::eventfd, {}, {EMFILE}},
    {call::pipe, {}, {EMFILE}},
    {call::mmap, {}, {ENOMEM}},
    {call::open, {}, {EMFILE, EIO}},
    {call::openat2, {EINTR, EAGAIN}, {EMFILE, EIO, ENOMEM}},
    {call::fstat, {}, {EIO, ENOMEM}},
    {call::read, {is_short, EINTR}, {EIO}},
    {call::thread, {}, {EAGAIN}},
    {call::random, {}, {ENOSYS}},
    {call::memory, {}, {ENOMEM}},
};

// At most so many trials of one kind: all calls where they are few, else some of them, spread evenly.
std::size_t most_trials() {
    const char* const text = std::getenv("FAULT_TRIALS");
    if (text != nullptr) return std::stoull(text);
    return sanitized ? 8 : 24;
}

struct planned {
    planned_fault fault;
    bool harmless;
};

std::vector<planned> plan(const way& w, std::uint64_t calls, std::size_t most) {
    std::vector<planned> all;
    for (std::uint64_t at = 1; at <= calls; ++at) {
        for (const int error : w.harmless) all.push_back({{w.kind, at, error}, true});
        for (const int error : w.harmful) all.push_back({{w.kind, at, error}, false});
    }
    if (all.size() <= most) return all;
    std::vector<planned> some;
    for (std::size_t i = 0; i < most; ++i) {
        some.push_back(all[i * (all.size() - 1) / (most - 1)]);
    }
    return some;
}

void check(const scenario& s, const planned& p) {
    const trial t = run_trial(s, p.fault);
    INFO(p.fault.text());
    INFO(t.err);
    for (const std::string& claim : t.wrong) FAIL_CHECK(claim);
    if (!t.failed || p.harmless) {
        for (const std::string& who : t.harmed) FAIL_CHECK("harmed without a reason: " << who);
        CHECK(t.started);
    }
    if (t.harmed.size() > 1) {
        for (const std::string& who : t.harmed) FAIL_CHECK("more than one: " << who);
    }
}

void check_kinds(const scenario& s, const std::vector<call>& kinds, std::size_t most) {
    const trial untouched = run_trial(s, {});
    for (const std::string& claim : untouched.wrong) FAIL_CHECK(claim);
    for (const std::string& who : untouched.harmed) FAIL_CHECK(who);
    for (const call kind : kinds) {
        const auto of_kind = std::find_if(ways.begin(), ways.end(),
                                          [&](const way& w) { return w.kind == kind; });
        const auto index = static_cast<std::size_t>(kind);
        const std::uint64_t calls = untouched.calls.at(index);
        INFO(call_names.at(index));
        CHECK(calls > 0);
        const auto trials = plan(*of_kind, calls, most);
        const auto took = time_of([&] { for (const planned& p : trials) check(s, p); });
        MESSAGE(call_names.at(index), ": ", calls, " calls, ", trials.size(), " trials, ms: ",
                took.count());
    }
}

// A gateway with a folder, a configuration file, and a ring that does not hold everything.
struct plain {
    plain() {
        folder.write("large.bin", std::string(700'000, 'l'));
        folder.write("small.txt", std::string(5'000, 's'));
        folder.write("text.txt", std::string(60'000, 't'));
        const std::string file = config.write("config.toml", "ring-size = \"192KiB\"\n");
        all.options = {"--config", file, "--static", folder.path(""), "--rcvbuf", "64KiB",
                       "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0"};
        all.play = play_plain;
        all.ledger = ledger_of;
    }
    temp_folder folder, config;
    scenario all;
};

} // namespace

TEST_CASE("fault: sockets that can't be opened or set up") {
    check_kinds(plain{}.all, {call::socket, call::bind, call::listen, call::name}, most_trials());
}
TEST_CASE("fault: options of sockets") {
    check_kinds(plain{}.all, {call::setsockopt, call::getsockopt, call::ioctl}, most_trials());
}
TEST_CASE("fault: accept") { check_kinds(plain{}.all, {call::accept}, most_trials()); }
TEST_CASE("fault: recv") { check_kinds(plain{}.all, {call::recv}, most_trials()); }
TEST_CASE("fault: recvmmsg") { check_kinds(plain{}.all, {call::recvmmsg}, most_trials()); }
TEST_CASE("fault: send") { check_kinds(plain{}.all, {call::send}, most_trials()); }
TEST_CASE("fault: the loop's own calls") {
    check_kinds(plain{}.all,
                {call::epoll_create, call::epoll_ctl, call::epoll_wait, call::timerfd,
                 call::eventfd, call::pipe},
                most_trials());
}
TEST_CASE("fault: files") {
    check_kinds(plain{}.all,
                {call::sendfile, call::open, call::openat2, call::fstat, call::read},
                most_trials());
}
TEST_CASE("fault: what the start asks for") {
    check_kinds(plain{}.all, {call::mmap, call::thread, call::random}, most_trials());
}
TEST_CASE("fault: memory") { check_kinds(plain{}.all, {call::memory}, 4 * most_trials()); }
