#include "fault/ways.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace gateway::tests {

using fault::call;
using fault::call_names;

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

// At most so many trials of one kind: all calls where they are few, else some of them, spread
// evenly.
std::size_t most_trials(std::size_t usual) {
    const char* const text = std::getenv("FAULT_TRIALS");
    if (text != nullptr) return std::stoull(text);
    return sanitized ? usual / 3 : usual;
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

} // namespace

void check_kinds(const scenario& s, const std::vector<call>& kinds, std::size_t usual) {
    const trial untouched = run_trial(s, {});
    for (const std::string& claim : untouched.wrong) FAIL_CHECK(claim);
    for (const std::string& who : untouched.harmed) FAIL_CHECK(who);
    for (const call kind : kinds) {
        // The undefined-behaviour sanitizer opens pipes, too, to see whether an address can be
        // read.
        if (sanitized && kind == call::pipe) continue;
        const auto of_kind =
            std::find_if(ways.begin(), ways.end(), [&](const way& w) { return w.kind == kind; });
        const auto index = static_cast<std::size_t>(kind);
        const std::uint64_t calls = untouched.calls.at(index);
        INFO(call_names.at(index));
        CHECK(calls > 0);
        const auto trials = plan(*of_kind, calls, most_trials(usual));
        const auto took = time_of([&] {
            for (const planned& p : trials) check(s, p);
        });
        MESSAGE(call_names.at(index), ": ", calls, " calls, ", trials.size(),
                " trials, ms: ", took.count());
    }
}

} // namespace gateway::tests
