#include "udp-sender/progress.hpp"

#include <doctest/doctest.h>

using namespace gateway::sender;
using namespace std::chrono_literals;

TEST_CASE("progress_line: a bar, the figures and what is left") {
    CHECK(progress_line(0.5, 500, 2s) ==
          "[############............]  50 %  500 sent  250/s  2 s left");
    CHECK(progress_line(1, 1'000, 4s) ==
          "[########################] 100 %  1000 sent  250/s  0 s left");
    CHECK(progress_line(0, 0, 2s) == "[........................]   0 %  0 sent  0/s");
}

TEST_CASE("progress_line: never says that all is done before it is") {
    CHECK(progress_line(0.9999, 9'999, 1s).find(" 99 %") != std::string::npos);
}

TEST_CASE("progress_line: a part out of range is no bar out of range") {
    CHECK(progress_line(2, 1, 1s).starts_with("[########################] 100 %"));
}

TEST_CASE("progress_line: without a known end there is no bar") {
    CHECK(progress_line(std::nullopt, 30, 3s) == "30 sent  10/s");
}
