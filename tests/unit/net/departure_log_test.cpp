#include "net/departure_log.hpp"

#include <doctest/doctest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <memory>
#include <sstream>
#include <string>

#include "support/run_command.hpp"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

struct fixture {
    std::ostringstream text;
    spdlog::logger logger{"test", std::make_shared<spdlog::sinks::ostream_sink_st>(text)};
    net::departure_log log{logger};
    const net::departure_log::time_point start{1h};

    void leave(int count, net::departure_log::time_point when) {
        for (int i = 0; i < count; ++i) log.add("GET /run/x", "it went away", 1250ms, when);
    }
    std::size_t lines() const { return tests::lines_of(text.str()).size(); }
};

} // namespace

TEST_CASE("departure_log: a line names what it was, why it ended and after how long") {
    fixture f;
    f.logger.set_pattern("%v");
    f.leave(1, f.start);
    CHECK(f.text.str() == "499 GET /run/x: it went away; ended after 1.2 s\n");
}

TEST_CASE("departure_log: what a client sent can't break or fill a line") {
    fixture f;
    f.log.add("GET /x\r\n\x1b[31m" + std::string(5000, 'y'), "it went away", 1s, f.start);
    CHECK(f.lines() == 1);
    CHECK(f.text.str().find('\x1b') == std::string::npos);
    CHECK(f.text.str().size() < 400);
}

TEST_CASE("departure_log: thousands are a few lines and their number") {
    fixture f;
    f.leave(5000, f.start);
    CHECK(f.lines() == 10);
    CHECK(f.log.has_untold());
    f.log.sweep(f.start + 9s);
    CHECK(f.lines() == 10);
    f.log.sweep(f.start + 10s);
    CHECK(f.lines() == 11);
    CHECK(f.text.str().find("499: 4990 more") != std::string::npos);
    CHECK_FALSE(f.log.has_untold());
    f.log.sweep(f.start + 30s);
    CHECK(f.lines() == 11);
    f.leave(11, f.start + 40s); // a while of its own
    CHECK(f.lines() == 21);
    f.log.flush();
    CHECK(f.text.str().find("499: 1 more") != std::string::npos);
}
