#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "web/ledger.hpp"
#include "web/page_template.hpp"

namespace gateway::web {

// The ledger as the page /ledger shows it: the texts that ledger.html has places for. Widths are
// percentages of the page; ledger-page.js draws the same from the same figures.
struct ledger_view {
    static const std::array<std::string_view, 6> names; // of `values`
    static const std::array<template_list, 6> lists;    // what `rows` are the rows of

    std::array<std::string, 6> values;
    std::array<template_rows, 6> rows;
};

ledger_view view_ledger(std::span<const figure> figures, const reader_list& readers,
                        std::int64_t now_ns);

// Where a bar that ends at `to` percent has each of its parts: one behind the other, as wide as its
// share; what is not nothing is never too narrow to be seen.
struct bar_part {
    double x = 0, width = 0;
};
std::vector<bar_part> place_parts(std::span<const std::uint64_t> values, double to);

} // namespace gateway::web
