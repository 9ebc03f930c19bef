#include "web/ledger_view.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

using namespace gateway;

namespace {

std::vector<double> widths(const std::vector<std::uint64_t>& values, double to = 100) {
    std::vector<double> all;
    double end = 0;
    for (const web::bar_part& part : web::place_parts(values, to)) {
        CHECK(part.x == doctest::Approx(end));
        end = part.x + part.width;
        all.push_back(part.width);
    }
    CHECK(end <= to + 1e-9);
    return all;
}

// How often a text is among the cells of a list.
std::ptrdiff_t count_in(const web::template_rows& rows, std::string_view text) {
    return std::count(rows.begin(), rows.end(), text);
}

} // namespace

TEST_CASE("ledger_view: parts are as wide as their shares") {
    CHECK(widths({}).empty());
    CHECK(widths({0, 0}) == std::vector<double>{0, 0});
    CHECK(widths({0, 7, 0}) == std::vector<double>{0, 100, 0});
    const auto half = widths({1, 0, 1}, 50);
    CHECK(half[0] == doctest::Approx(25));
    CHECK(half[1] == 0);
    const auto shares = widths({750, 250});
    CHECK(shares[0] == doctest::Approx(75).epsilon(0.01));
}

TEST_CASE("ledger_view: one of a million is still seen, and nothing grows out of its bar") {
    const auto all = widths({~std::uint64_t{0} / 2, 1, 1, 0, 1});
    for (const std::size_t i : {1U, 2U, 4U}) CHECK(all[i] >= 0.6);
    CHECK(all[3] == 0);
    widths({1, 1, 1, 1}, 0);
    widths({1, 1, 1, 1}, 0.1);
}

TEST_CASE("ledger_view: figures and words and readers") {
    const std::vector<web::figure> figures{
        {"udp", "rejected", "", "", 7},           {"udp", "kernel_dropped", "", "", 0},
        {"ring", "stored", "", "", 1'234'567},    {"balance", "arrived", "", "", 1'234'574},
        {"balance", "accepted", "", "", 234'567}, {"balance", "earlier", "", "", 1'000'000},
        {"balance", "unexplained", "", "", 1}};
    web::reader_list readers;
    for (int i = 0; i < 101; ++i) readers.add({}, 0)->skipped = 4'321;
    const auto view = web::view_ledger(figures, readers, 1'795'507'200'000'000'000);
    CHECK(view.values[0] == "2026-11-24T08:00:00Z");
    CHECK(view.values[1] == "The ledger does not balance: it is off by 1 event.");
    CHECK(view.values[2].empty());
    CHECK(view.values[3] == "1,234,574");
    CHECK(view.values[4] == "1,234,567");
    CHECK(view.values[5] == "1");
    CHECK(count_in(view.rows[0], "234,567") == 1);
    CHECK(count_in(view.rows[0], "some") == 3);
    CHECK(count_in(view.rows[5], "4,321") == 100);
    for (std::size_t i = 0; i < view.rows.size(); ++i) {
        CHECK(view.rows[i].size() % web::ledger_view::lists[i].columns.size() == 0);
    }
}
