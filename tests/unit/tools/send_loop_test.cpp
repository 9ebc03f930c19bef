#include "udp-sender/send_loop.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

#include "receiving_socket.hpp"
#include "udp-sender/text_source.hpp"

using namespace gateway::sender;
using namespace gateway::tests;
using namespace std::chrono_literals;

namespace {

// Gives `count` payloads and then what a test wants.
class scripted_source : public payload_source {
  public:
    scripted_source(int count, next_payload then) : left_(count), then_(then) {}
    next_payload next(std::string& scratch, std::chrono::nanoseconds) override {
        if (left_ == 0) {
            if (then_.what == next_payload::state::ready) throw std::runtime_error("bad input");
            return then_;
        }
        --left_;
        scratch = "payload";
        return next_payload::ready(scratch);
    }

  private:
    int left_;
    next_payload then_;
};

struct sending {
    send_result run(const send_plan& plan, payload_source& source) {
        interrupt stop;
        return send_loop(plan, source, out, stop, nullptr).run();
    }
    send_result run(const send_plan& plan) {
        text_source source(payload_template("event {n}"), {});
        return run(plan, source);
    }

    receiving_socket receiver;
    transmitter out{receiver.address(), "", 1};
};

} // namespace

TEST_CASE("send_loop: sends exactly the count, numbered from 1") {
    for (const std::uint64_t count : {1U, 63U, 64U, 65U, 1'000U}) {
        sending s;
        const send_result result = s.run({count, {}, {}});
        const auto got = s.receiver.take();
        REQUIRE(got.size() == count);
        CHECK(got.front().payload == "event 1");
        CHECK(got.back().payload == "event " + std::to_string(count));
        CHECK(result.total.sent == count);
        CHECK(result.duration > 0ns);
        CHECK(result.signal == 0);
    }
}

TEST_CASE("send_loop: a paced run takes the time that the rate says, and not less") {
    sending s;
    const send_result result = s.run({100, {}, 1'000});
    CHECK(result.total.sent == 100);
    CHECK(result.duration >= 100ms);
    CHECK(result.rate == 1'000);
}

TEST_CASE("send_loop: a paced run for a time sends what is due in it") {
    sending s;
    const send_result result = s.run({{}, 50ms, 1'000});
    CHECK(result.total.sent <= 50);
    CHECK(result.total.sent >= 1);
    CHECK(result.duration >= 50ms);
}

TEST_CASE("send_loop: an unpaced run for a time ends") {
    sending s;
    const send_result result = s.run({{}, 5ms, {}});
    CHECK(result.total.sent > 0);
    CHECK(result.duration > 0ns);
}

TEST_CASE("send_loop: ends with its source") {
    sending s;
    scripted_source source(70, next_payload::none());
    CHECK(s.run({{}, {}, {}}, source).total.sent == 70);
    scripted_source empty(0, next_payload::none());
    CHECK(s.run({{}, {}, 10}, empty).total.sent == 70); // the transmitter counts on
}

TEST_CASE("send_loop: what came before bad input is sent") {
    sending s;
    scripted_source source(70, next_payload::ready({}));
    const send_result result = s.run({{}, {}, {}}, source);
    CHECK(result.total.sent == 70);
    CHECK(result.failure == "bad input");
    CHECK(s.receiver.take().size() == 70);
}

TEST_CASE("send_loop: a duration ends the wait for a time to come or for input") {
    sending s;
    scripted_source never(3, next_payload::at(1h));
    const send_result late = s.run({{}, 20ms, {}}, never);
    CHECK(late.total.sent == 3);
    CHECK_FALSE(late.starved);

    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const file_descriptor silent(ends[0]), writer(ends[1]);
    scripted_source starved(1, next_payload::when_readable(silent.get()));
    const send_result idle = s.run({{}, 20ms, 1'000}, starved);
    CHECK(idle.total.sent == 4);
    CHECK(idle.starved);
    CHECK(idle.rate_held());
}

TEST_CASE("send_loop: a signal ends it, and is told") {
    sending s;
    text_source source(payload_template("event {n}"), {});
    interrupt stop;
    std::raise(SIGTERM); // blocked while `stop` lives, so it waits there
    const send_result result =
        send_loop({1'000'000'000, {}, {}}, source, s.out, stop, nullptr).run();
    CHECK(result.signal == SIGTERM);
    CHECK(result.total.sent == 0);
}
