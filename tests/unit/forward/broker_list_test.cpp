#include "forward/broker_list.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gateway::forward;

TEST_CASE("broker_list: names and addresses, with ports and without") {
    for (const std::string good : {"localhost", "localhost:9092", "a.b-c_d:1,b:65535", "10.0.0.1:9",
                                   "[::1]", "[2001:db8::1]:9092,other"}) {
        CAPTURE(good);
        CHECK(is_broker_list(good));
    }
    for (const std::string bad : {"", ",", "a,", ",a", "a:", "a:0", "a:65536", "a:1:2", ":9092",
                                  "a b", "[::1", "[::1]9", "[1.2.3.4]", "kafka://a:1", "::1"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_broker_list(bad));
    }
}

TEST_CASE("broker_list: names of topics") {
    CHECK(is_topic_name("events"));
    CHECK(is_topic_name("a.b_C-9"));
    CHECK(is_topic_name(std::string(249, 'x')));
    for (const std::string bad : {"", ".", "..", "a b", "a/b", "\xc3\xa4"})
        CHECK_FALSE(is_topic_name(bad));
    CHECK_FALSE(is_topic_name(std::string(250, 'x')));
}
