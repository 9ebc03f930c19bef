#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::web {

// A Mustache template, parsed once. Values are HTML-escaped where they are put in.
class page_template {
  public:
    // Throws std::runtime_error that names the template and what is wrong with it.
    page_template(std::string_view name, std::string_view source);
    ~page_template();

    struct value {
        std::string name;
        std::string text; // an empty one leaves out the sections of its name
    };
    std::string render(const std::vector<value>& values);

  private:
    struct compiled;
    std::unique_ptr<compiled> compiled_;
};

} // namespace gateway::web
