#include "fault/trial.hpp"

#include <signal.h>

#include <algorithm>

#include "support/run_command.hpp"

namespace gateway::tests {
namespace {

class referee {
  public:
    explicit referee(trial& t) : t_(t) {}

    void expect(bool holds, const std::string& claim) {
        if (!holds) t_.wrong.push_back(claim);
    }

    template <class A, class B>
    void equal(A a, B b, const std::string& claim) {
        expect(a == b, claim + ": " + std::to_string(a) + " and " + std::to_string(b));
    }

  private:
    trial& t_;
};

// A start that fails says so in one line. What an option names and can't be read is a wrong value.
void check_failed_start(referee r, victim& v) {
    const int expected = v.process().err().find("; expected ") == std::string::npos ? 1 : 2;
    r.equal(v.process().wait_exit().value_or(-1), expected, "status of a start that fails");
    const std::string err = v.process().err();
    r.expect(err.starts_with("event-gateway: ") && lines_of(err).size() == 1, "one line");
    r.expect(err.size() > 25 && err.find("std::") == std::string::npos, "a clear line");
    r.expect(v.process().out().find("ready") == std::string::npos, "not ready");
}

void check_ledger(referee r, const figures& f, const witness& w) {
    r.equal(f["/udp/received"] + f["/udp/kernel_dropped"], w.sent, "received + dropped = sent");
    const std::uint64_t written = f["/http/posted"] + f["/http/captures"];
    r.equal(f["/udp/received"] - f["/udp/rejected"] + written + f["/http/redirects"],
            f["/ring/stored"], "received - rejected + posted + captures + redirects = stored");
    r.equal(f["/ring/held"] + f["/ring/evicted"], f["/ring/stored"], "held + evicted = stored");
    r.expect(written >= w.accepted, "what was accepted is counted");
    r.expect(written <= w.posted, "nothing is counted twice");
    r.expect(f["/http/redirects"] >= w.sent_on, "who was sent on is counted");
    r.expect(f["/http/redirects"] <= w.asked, "nobody is counted twice");
    r.expect(f["/http/requests"] >= w.answered, "what was answered is counted");
    r.expect(f["/http/requests"] <= w.asked, "no request is counted twice");
    if (w.harmed.empty()) {
        r.equal(f["/streams/delivered"] + f["/streams/skipped"], w.followed,
                "delivered + skipped = what the stream's reader got");
    }
}

// Asked again where the fault hit the question.
figures ask_ledger(const scenario& s, const doors& gateway, witness& w) {
    std::optional<figures> f;
    w.step("ledger", [&] { f = s.ledger(gateway, w); });
    return f ? *f : s.ledger(gateway, w);
}

// The process is as before its clients came.
void check_rest(referee r, const scenario& s, victim& v, const doors& gateway, witness& w,
                std::size_t descriptors) {
    r.expect(eventually([&] {
                 const figures f = ask_ledger(s, gateway, w);
                 return f["/http/open_connections"] == 1 && f["/http/open_streams"] == 0 &&
                        f["/commands/running"] == 0;
             }),
             "all connections but one are closed, all commands have ended");
    r.expect(eventually([&] { return v.descriptors() <= descriptors; }), "no descriptor is left");
    const std::uint64_t before = v.cpu_ns();
    r.expect(!v.process().wait_exit(50ms), "it goes on");
    const std::uint64_t used = v.cpu_ns() - before;
    r.expect(used < 10'000'000 * slowness, "idle it used ns of CPU: " + std::to_string(used));
    r.expect(before < 2'000'000'000ULL * slowness, "ns of CPU: " + std::to_string(before));
}

void check_end(referee r, victim& v) {
    v.process().send_signal(SIGTERM);
    const auto status = v.process().wait_exit();
    r.expect(status == 0, "ended with " + (status ? std::to_string(*status) : "patience"));
    const std::string err = v.process().err();
    for (const char* const sign : {"Sanitizer", "runtime error", "terminate called"}) {
        r.expect(err.find(sign) == std::string::npos, sign);
    }
}

} // namespace

trial run_trial(const scenario& s, const std::optional<planned_fault>& fault) {
    trial t;
    const referee r(t);
    victim v(s.options, fault);
    t.started = v.is_ready();
    if (!t.started) {
        check_failed_start(r, v);
    } else {
        const std::size_t descriptors = v.descriptors();
        const doors gateway{v.udp(), v.http()};
        witness w;
        s.play(gateway, w);
        try {
            check_ledger(r, ask_ledger(s, gateway, w), w);
            check_rest(r, s, v, gateway, w, descriptors);
        } catch (const std::exception& e) {
            t.wrong.push_back(std::string("a following client: ") + e.what());
        }
        t.wrong.insert(t.wrong.end(), w.wronged.begin(), w.wronged.end());
        t.harmed = w.harmed;
        check_end(r, v);
    }
    for (std::size_t kind = 0; kind < fault::call_names.size(); ++kind) {
        t.calls.push_back(v.calls(static_cast<fault::call>(kind)));
    }
    t.failed = v.has_failed();
    t.err = v.process().err();
    return t;
}

} // namespace gateway::tests
