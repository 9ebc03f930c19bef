#include "events/source_names.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace gateway;
using events::source_names;

namespace {

std::string name_of(const source_names& names, std::string_view source) {
    return std::string{names.find(text::parse_endpoint(source).value())};
}

} // namespace

TEST_CASE("source_names: of what fits, the most exact holds") {
    const source_names names({{"10.0.0.0/8", "site"},
                              {"10.0.0.0/24", "workshop"},
                              {"10.0.0.7", "boiler"},
                              {"10.0.0.7:5000", "its pump"},
                              {"10.0.0.0/24:514", "syslog"},
                              {"[2001:db8::1]", "meter"},
                              {"2001:db8::/32", "IPv6"},
                              {"[2001:db8::2]:5000", "valve"}});
    CHECK(name_of(names, "10.0.0.7:5000") == "its pump");
    CHECK(name_of(names, "10.0.0.7:5001") == "boiler");
    CHECK(name_of(names, "10.0.0.7:514") == "boiler");
    CHECK(name_of(names, "10.0.0.8:514") == "syslog");
    CHECK(name_of(names, "10.0.0.8:515") == "workshop");
    CHECK(name_of(names, "10.0.1.8:514") == "site");
    CHECK(name_of(names, "11.0.0.7:5000").empty());
    CHECK(name_of(names, "[2001:db8::1]:1") == "meter");
    CHECK(name_of(names, "[2001:db8::2]:5000") == "valve");
    CHECK(name_of(names, "[2001:db8::2]:5001") == "IPv6");
    CHECK(name_of(names, "[2001:db9::2]:5000").empty());
}

TEST_CASE("source_names: prefixes that end within a byte, and those of everything") {
    const source_names names({{"192.0.2.128/25", "upper"}, {"0.0.0.0/0", "IPv4"}, {"::/0", "any"}});
    CHECK(name_of(names, "192.0.2.128:1") == "upper");
    CHECK(name_of(names, "192.0.2.127:1") == "IPv4");
    CHECK(name_of(names, "[2001:db8::1]:1") == "any");
}

TEST_CASE("source_names: one source has one name, however it is spelled") {
    source_names names;
    CHECK(names.add({"192.0.2.7", "boiler"}));
    CHECK_FALSE(names.add({"192.0.2.7/32", "pump"}));
    CHECK_FALSE(names.add({"::ffff:192.0.2.7", "pump"}));
    CHECK(names.add({"10.0.0.5/24", "workshop"}));
    CHECK_FALSE(names.add({"10.0.0.0/24", "hall"}));
    CHECK_FALSE(names.add({"nobody", "x"}));
    CHECK(name_of(names, "192.0.2.7:1") == "boiler");
    CHECK(name_of(names, "10.0.0.200:1") == "workshop");
    CHECK(name_of(source_names{}, "192.0.2.7:1").empty());
}

TEST_CASE("source_names: a name is what can be shown as it is") {
    CHECK(source_names::is_name("boiler"));
    CHECK(source_names::is_name("Heizkörper <1> \"\\' \xf0\x9f\x94\xa5"));
    CHECK(source_names::is_name(std::string(source_names::max_name, 'x')));
    CHECK_FALSE(source_names::is_name(std::string(source_names::max_name + 1, 'x')));
    for (const std::string name : {"", " ", "a\nb", "a\tb", "\xff", "a\xe2\x80\xae", "\x1b[31m"}) {
        CAPTURE(name);
        CHECK_FALSE(source_names::is_name(name));
    }
}
