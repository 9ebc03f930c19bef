#include "web/self_test.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "support/gateway_api.hpp"
#include "text/address.hpp"
#include "unit/web/site_parts.hpp"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

endpoint at(const std::string& text) {
    return text::parse_endpoint(text).value();
}

// Two listeners; what is sent to them waits in `wire` until a test lets it arrive.
struct scene : tests::site_parts {
    bool allowed = true;
    std::string error;
    std::vector<std::string> wire;
    web::self_test test{context};

    explicit scene(std::size_t ring_size = 1 << 20) : site_parts(ring_size) {
        listeners = {{"127.0.0.1:1"}, {"127.0.0.1:2"}};
        context.doctor.send_to_self = [this](std::string_view text) {
            wire.emplace_back(text);
            return std::vector<web::sent_to_self>{
                {"127.0.0.1:1", at("127.0.0.1:7001"), at("127.0.0.1:1"), 1'000'000, error, allowed},
                {"127.0.0.1:2", at("127.0.0.1:7002"), at("127.0.0.1:2"), 1'000'000, "", allowed}};
        };
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

TEST_CASE(
    "self_test: a look reads a bounded part of a flood, the next goes on, and it has an end") {
    scene large{64 << 20}; // holds more than a look reads
    const auto flood = [&large] {
        for (int i = 0; i < 150'000; ++i) large.store.append({});
    };
    REQUIRE(large.test.begin());
    flood();
    large.arrive("127.0.0.1:7001", large.wire[0]);
    large.steady += 3s;
    large.test.look();
    CHECK(large.state(0) == "waiting");
    // What comes behind its patience is not looked at.
    flood();
    large.test.look();
    CHECK(large.state(0) == "stored");
    CHECK(large.state(1) == "missing");
    CHECK_FALSE(large.is_running());
}
