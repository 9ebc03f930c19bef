#include "web/self_test.hpp"

#include <doctest/doctest.h>
#include <spdlog/logger.h>

#include <asio/io_context.hpp>
#include <string>
#include <vector>

#include "loop/child_processes.hpp"
#include "support/gateway_api.hpp"
#include "text/address.hpp"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

endpoint at(const std::string& text) {
    return text::parse_endpoint(text).value();
}

// Two listeners; what is sent to them waits in `wire` until a test lets it arrive.
struct scene {
    events::event_store store{event_ring{1 << 20}, 1};
    counters counts;
    loop::wakeup stored;
    bool stopping = false;
    spdlog::logger log{"test"};
    asio::io_context io;
    loop::child_processes children{io};
    std::chrono::steady_clock::time_point steady{};
    std::vector<web::listener_figures> listeners{{"127.0.0.1:1"}, {"127.0.0.1:2"}};
    bool allowed = true;
    std::string error;
    std::vector<std::string> wire;
    web::site_context context = make_context();
    web::self_test test{context};

    web::site_context make_context() {
        web::site_context c{store,
                            counts,
                            stored,
                            [] {},
                            [this] { return listeners; },
                            [] { return std::int64_t{2'000'000}; },
                            [this] { return steady; },
                            0,
                            [] { return std::uint64_t{0xabc}; },
                            stopping,
                            children,
                            log};
        c.doctor.send_to_self = [this](std::string_view text) {
            wire.emplace_back(text);
            return std::vector<web::sent_to_self>{
                {"127.0.0.1:1", at("127.0.0.1:7001"), at("127.0.0.1:1"), 1'000'000, error, allowed},
                {"127.0.0.1:2", at("127.0.0.1:7002"), at("127.0.0.1:2"), 1'000'000, "", allowed}};
        };
        return c;
    }

    std::uint64_t arrive(const std::string& source, const std::string& payload,
                         via how = via::udp) {
        event_fields e;
        e.time_ns = 1'250'000;
        e.via = how;
        e.source = at(source);
        e.payload = payload;
        return store.append(e);
    }

    std::string state(int listener) const {
        return tests::json_string(test.json(), "/listeners/" + std::to_string(listener) + "/state");
    }
    std::string why(int listener) const {
        return tests::json_string(test.json(), "/listeners/" + std::to_string(listener) + "/why");
    }
    bool is_running() const { return test.json().find("\"running\":true") != std::string::npos; }
};

} // namespace

TEST_CASE_FIXTURE(scene, "self_test: before the first one there is nothing") {
    CHECK(tests::is_json(test.json()));
    CHECK_FALSE(is_running());
    test.look();
    CHECK(wire.empty());
}

TEST_CASE_FIXTURE(scene, "self_test: each datagram is found by its text and where it came from") {
    arrive("127.0.0.1:7001", "before");
    REQUIRE(test.begin());
    REQUIRE(wire.size() == 1);
    CHECK(wire[0].starts_with("event-gateway self-test 0000000000000abc"));
    CHECK(is_running());
    arrive("127.0.0.1:7001", "something else");
    arrive("127.0.0.1:7003", wire[0]);
    arrive("127.0.0.1:7001", wire[0], via::http);
    test.look();
    CHECK(state(0) == "waiting");
    const auto second = arrive("127.0.0.1:7002", wire[0]);
    test.look();
    CHECK(state(0) == "waiting");
    CHECK(state(1) == "stored");
    const auto first = arrive("127.0.0.1:7001", wire[0]);
    test.look();
    CHECK_FALSE(is_running());
    const tests::figures f(test.json());
    CHECK(f["/listeners/0/seq"] == first);
    CHECK(f["/listeners/1/seq"] == second);
    CHECK(f["/listeners/0/received_us"] == 250);
    CHECK(f["/listeners/0/stored_us"] == 1'000);
    CHECK(f["/patience_ms"] == 2'000);
    CHECK(why(0).empty());
}

TEST_CASE_FIXTURE(scene, "self_test: one at a time, and again when it is over") {
    REQUIRE(test.begin());
    CHECK_FALSE(test.begin());
    CHECK(wire.size() == 1);
    steady += 2s;
    CHECK_FALSE(test.begin());
    steady += 1ms;
    CHECK(test.begin());
    CHECK(wire.size() == 2);
}

TEST_CASE_FIXTURE(scene, "self_test: what never comes is missing after two seconds") {
    REQUIRE(test.begin());
    steady += 2s;
    test.look();
    CHECK(state(0) == "waiting");
    steady += 1ms;
    test.look();
    CHECK(state(0) == "missing");
    CHECK(why(0).find("never came") != std::string::npos);
    CHECK_FALSE(is_running());
    // What comes later changes nothing.
    arrive("127.0.0.1:7001", wire[0]);
    test.look();
    CHECK(state(0) == "missing");
}

TEST_CASE_FIXTURE(scene, "self_test: what came in time is found, even if nobody looked") {
    REQUIRE(test.begin());
    arrive("127.0.0.1:7001", wire[0]);
    steady += 1h;
    test.look();
    CHECK(state(0) == "stored");
    CHECK(state(1) == "missing");
}

TEST_CASE_FIXTURE(scene, "self_test: dropped by the kernel, at that listener") {
    listeners[0].kernel_dropped = 5;
    REQUIRE(test.begin());
    listeners[1].kernel_dropped = 1;
    steady += 3s;
    test.look();
    CHECK(state(0) == "missing");
    CHECK(state(1) == "dropped");
    CHECK(why(1) == "The kernel dropped it: the receive buffer of 127.0.0.1:2 was full.");
}

TEST_CASE_FIXTURE(scene, "self_test: rejected, once it has come") {
    allowed = false;
    REQUIRE(test.begin());
    CHECK(state(0) == "waiting");
    counts.udp_rejected = 2;
    test.look();
    CHECK(state(0) == "rejected");
    CHECK(why(0) == "It came, and was rejected: --allow-udp does not name 127.0.0.1.");
    CHECK_FALSE(is_running());
}

TEST_CASE_FIXTURE(scene, "self_test: what others have rejected says nothing of an allowed one") {
    REQUIRE(test.begin());
    counts.udp_rejected = 7;
    test.look();
    CHECK(state(0) == "waiting");
}

TEST_CASE_FIXTURE(scene, "self_test: what the kernel does not send says why") {
    error = "Network is unreachable";
    REQUIRE(test.begin());
    CHECK(state(0) == "unsent");
    CHECK(why(0) == "The kernel did not send it: Network is unreachable.");
    CHECK(state(1) == "waiting");
    CHECK(is_running());
}

TEST_CASE_FIXTURE(scene,
                  "self_test: a look reads a bounded part of a flood, and the next goes on") {
    REQUIRE(test.begin());
    // Small events, so that the ring holds more than a look reads.
    events::event_store large{event_ring{32 << 20}, 1};
    web::site_context other{large,
                            counts,
                            stored,
                            [] {},
                            [this] { return listeners; },
                            [] { return std::int64_t{2'000'000}; },
                            [this] { return steady; },
                            0,
                            [] { return std::uint64_t{0xabc}; },
                            stopping,
                            children,
                            log};
    other.doctor = context.doctor;
    web::self_test flooded{other};
    REQUIRE(flooded.begin());
    event_fields e;
    for (int i = 0; i < 150'000; ++i) large.append(e);
    e.source = at("127.0.0.1:7001");
    e.payload = wire[0];
    large.append(e);
    steady += 3s;
    flooded.look();
    CHECK(tests::json_string(flooded.json(), "/listeners/0/state") == "waiting");
    flooded.look();
    CHECK(tests::json_string(flooded.json(), "/listeners/0/state") == "stored");
    CHECK(tests::json_string(flooded.json(), "/listeners/1/state") == "missing");
}
