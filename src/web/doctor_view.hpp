#pragma once

#include <array>
#include <string>
#include <string_view>

#include "web/doctor_report.hpp"
#include "web/page_template.hpp"

namespace gateway::web {

// What the doctor knows as the page /doctor shows it: the texts that doctor.html has places for.
struct doctor_view {
    static const std::array<std::string_view, 27> names; // of `values`
    static const std::array<template_list, 9> lists;     // what `rows` are the rows of

    std::array<std::string, 27> values;
    std::array<template_rows, 9> rows;
};

doctor_view view_doctor(const doctor_report& report);

} // namespace gateway::web
