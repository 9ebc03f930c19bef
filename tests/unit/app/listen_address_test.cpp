#include "app/listen_address.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gateway;

namespace {

// "host|port|interface", "refused" where it is none.
std::string parsed(const std::string& text) {
    const auto a = app::parse_listen_address(text);
    if (!a) return "refused";
    return a->host + "|" + std::to_string(a->port) + "|" + a->group_interface;
}

} // namespace

TEST_CASE("listen_address: host and port in every form") {
    CHECK(parsed("127.0.0.1:9999") == "127.0.0.1|9999|");
    CHECK(parsed("localhost:8080") == "localhost|8080|");
    CHECK(parsed(":0") == "|0|");
    CHECK(parsed(":65535") == "|65535|");
    CHECK(parsed("[::1]:80") == "::1|80|");
    CHECK(parsed("[::]:80") == "::|80|");
    CHECK(parsed("[fe80::1%eth0]:80") == "fe80::1%eth0|80|");
    CHECK(parsed("239.1.2.3:5000%eth0") == "239.1.2.3|5000|eth0");
    CHECK(parsed("[ff02::1]:5000%eth0") == "ff02::1|5000|eth0");
    CHECK(parsed("my-host_1.example:1") == "my-host_1.example|1|");
}

TEST_CASE("listen_address: everything else is refused") {
    for (const std::string text :
         {"",         ":",     "host",        "host:",         ":x",     ":65536",
          ":-1",      ":+1",   ": 1",         ":1 ",           "::1:80", "[::1]",
          "[::1]80",  "[]:80", "[::1:80",     "1.2.3.4:80%",   "a b:80", "a\nb:80",
          "h\xff:80", "h/:80", "[::1]:80:81", "1.2.3.4:80:81", ":8o"}) {
        CAPTURE(text);
        CHECK(parsed(text) == "refused");
    }
}
