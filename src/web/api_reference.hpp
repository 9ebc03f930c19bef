#pragma once

#include <array>
#include <string>
#include <string_view>

#include "web/page_template.hpp"

namespace gateway::web {

// The description of the HTTP interface (OpenAPI 3.1): templates/openapi.json. Nothing is parsed
// before somebody asks.
class api_reference {
  public:
    // `base` is the path that all addresses stand behind: the description's server.
    explicit api_reference(std::string base) : base_(std::move(base)) {}

    // The document, made once; valid as long as this lives.
    const std::string& document();
    std::string tag() const; // its entity tag

    // What api.html shows: rows of the list `lines`, one for each mark, text or word of code; made
    // once, too.
    static const std::array<template_list, 1> lists;
    const std::array<template_rows, 1>& rows();

  private:
    std::string base_;
    std::string document_;
    std::array<template_rows, 1> rows_;
};

} // namespace gateway::web
