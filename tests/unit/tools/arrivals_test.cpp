#include <doctest/doctest.h>

#include "udp-sender/arrivals.hpp"

using namespace gateway::sender;

namespace {

const std::vector<port_ledger> two_ports{{"127.0.0.1", "127.0.0.1:1000", 3},
                                         {"127.0.0.1", "127.0.0.1:1001", 2}};

arrivals by_number(std::uint64_t last) {
    return arrivals(two_ports, payload_template("event {n}"), last);
}

} // namespace

TEST_CASE("arrivals: each number counts once") {
    arrivals a = by_number(5);
    CHECK(a.by_number());
    a.add("127.0.0.1:1000", "event 1");
    a.add("127.0.0.1:1000", "event 3");
    a.add("127.0.0.1:1000", "event 3");
    a.add("127.0.0.1:1000", "event 3");
    CHECK(a.arrived() == 2);
    CHECK(a.duplicated() == 2);
    CHECK(a.out_of_order() == 0);
}

TEST_CASE("arrivals: order is a matter of each port") {
    arrivals a = by_number(5);
    a.add("127.0.0.1:1000", "event 1");
    a.add("127.0.0.1:1000", "event 5");
    a.add("127.0.0.1:1001", "event 2"); // behind 5, but from another port
    a.add("127.0.0.1:1000", "event 3"); // behind 5
    a.add("127.0.0.1:1001", "event 4");
    CHECK(a.arrived() == 5);
    CHECK(a.out_of_order() == 1);
}

TEST_CASE("arrivals: a duplicate that comes late is not out of order as well") {
    arrivals a = by_number(5);
    a.add("127.0.0.1:1000", "event 1");
    a.add("127.0.0.1:1000", "event 2");
    a.add("127.0.0.1:1000", "event 1");
    CHECK(a.duplicated() == 1);
    CHECK(a.out_of_order() == 0);
}

TEST_CASE("arrivals: what was not sent is passed over") {
    arrivals a = by_number(5);
    a.add("127.0.0.1:1002", "event 1"); // another port
    a.add("127.0.0.2:1000", "event 1"); // another machine
    a.add("", "event 1");
    a.add("127.0.0.1:1000", "event 0");
    a.add("127.0.0.1:1000", "event 6");
    a.add("127.0.0.1:1000", "event 18446744073709551615");
    a.add("127.0.0.1:1000", "something else");
    CHECK(a.arrived() == 0);
    CHECK(a.duplicated() == 0);
}

TEST_CASE("arrivals: without numbers the counts of each port are compared") {
    arrivals a(two_ports, std::nullopt, 5);
    CHECK_FALSE(a.by_number());
    for (int i = 0; i < 4; ++i) a.add("127.0.0.1:1000", "same"); // one too many
    a.add("127.0.0.1:1001", "same");                             // one too few
    CHECK(a.arrived() == 4);
    CHECK(a.duplicated() == 1);
}

TEST_CASE("arrivals: the scope that the gateway's machine shows is its own") {
    arrivals a({{"fe80::1", "[fe80::1]:1000", 1}}, payload_template("{n}"), 1);
    a.add("[fe80::1%2]:1000", "1");
    CHECK(a.arrived() == 1);
}
